/// <reference lib="dom" />
/**
 * What is said while the recipe cannot be planned. All that was known before
 * stays to be looked at.
 *
 * @module
 */

import type { Problem } from "../../api.ts";
import { announce } from "../announce.ts";
import { h } from "../dom.ts";

/** The place for it. */
export interface ProblemView {
  readonly element: HTMLElement;
  show(problem: Problem | null): void;
}

const heading = "The recipe cannot be planned; this is as it was before";

/** Makes it; it is hidden while nothing is wrong. */
export function problemView(): ProblemView {
  const place = h("p", { class: "problem-place" });
  const message = h("p", { class: "problem-message" });
  const element = h(
    "section",
    { class: "problem", "aria-label": "Recipe", hidden: true },
    h(
      "details",
      { open: true },
      h("summary", {}, heading),
      place,
      message,
    ),
  );
  let shown: string | null = null;
  return {
    element,
    show(problem) {
      const text = problem === null
        ? null
        : `${problem.place ?? ""}\n${problem.message}`;
      if (text === shown) return;
      shown = text;
      element.hidden = problem === null;
      place.textContent = problem?.place ?? "";
      place.hidden = !problem?.place;
      message.textContent = problem?.message ?? "";
      announce(
        problem === null
          ? "The recipe is planned again"
          : [heading, problem.place, problem.message].filter(Boolean).join(
            ". ",
          ),
      );
    },
  };
}
