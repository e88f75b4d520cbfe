/**
 * What a run prints that goes on, or that came to no result: the end of its
 * log, read anew while it runs.
 *
 * @module
 */

/// <reference lib="dom" />

import type { StageDetail } from "../../api.ts";
import { h } from "../dom.ts";
import { moment } from "../number.ts";
import { freshId, sideways } from "./parts.ts";

/** The run's part of the page. */
export interface AttemptView {
  readonly element: HTMLElement;
  show(attempt: StageDetail["attempt"], running: boolean): void;
}

/** Makes it; it is hidden until a run has printed something. */
export function attemptView(): AttemptView {
  const id = freshId("attempt");
  const title = h("h3", { id });
  const started = h("time", {});
  const code = h("code", {});
  const box = sideways("Log", h("pre", { class: "code" }, code));
  box.classList.add("code-box");
  const element = h(
    "section",
    { class: "attempt", "aria-labelledby": id, hidden: true },
    h("header", {}, title, h("span", { class: "pale" }, "from ", started)),
    box,
  );
  return {
    element,
    show(attempt, running) {
      const text = attempt?.text ?? "";
      // Of a stage that prints nothing there is nothing to show.
      element.hidden = text === "";
      if (!attempt || text === "") return;
      title.textContent = running
        ? "Log so far"
        : "End of the failed run's log";
      started.dateTime = attempt.startedAt;
      started.textContent = moment(attempt.startedAt);
      if (code.textContent === text) return;
      // Who reads further up is left there.
      const atEnd = box.scrollHeight - box.clientHeight - box.scrollTop < 8;
      code.textContent = text;
      if (atEnd) box.scrollTop = box.scrollHeight;
    },
  };
}
