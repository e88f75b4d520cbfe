/// <reference lib="dom" />
/**
 * Signs: the colour and the shape of a state.
 *
 * @module
 */

import type { StageNode } from "../../api.ts";
import { h } from "../dom.ts";
import {
  shareDone,
  type StageState,
  stateClass,
  stateOf,
  type Tally,
  tally,
} from "../model/state.ts";

/** A state's sign. The word stands beside it, or in the label around it. */
export function sign(state: StageState): HTMLElement {
  return h("span", {
    class: `sign is-${stateClass(state)}`,
    "aria-hidden": "true",
  });
}

/** Shows in which state a stage is, on an element that is there already. */
export function paint(element: HTMLElement, stage: StageNode): void {
  const name = `is-${stateClass(stateOf(stage))}`;
  if (!element.classList.contains(name)) {
    element.className = element.className.replaceAll(/\bis-\S+/g, "").trim();
    element.classList.add(name);
  }
  const share = shareDone(stage);
  if (share === null) element.style.removeProperty("--done");
  else element.style.setProperty("--done", `${share}`);
}

/** A bar of how many stages are in which state. */
export function strip(stages: readonly StageNode[]): HTMLElement {
  const bar = h("span", { class: "tally", "aria-hidden": "true" });
  for (const { state, count } of tally(stages).toReversed()) {
    const part = h("span", { class: `is-${stateClass(state)}` });
    part.style.flexGrow = `${count}`;
    bar.append(part);
  }
  return bar;
}

/** What is not as it should be, or not yet there; the worst three. */
export function exceptionsOf(stages: readonly StageNode[]): Tally {
  return tally(stages)
    .filter(({ state }) => state !== "identical" && state !== "cached")
    .slice(0, 3);
}

/**
 * Signs of {@linkcode exceptionsOf} with their counts. What all of the stages
 * are in needs none: how many there are stands beside it.
 */
export function exceptions(stages: readonly StageNode[]): HTMLElement {
  return h(
    "span",
    { class: "exceptions", "aria-hidden": "true" },
    ...exceptionsOf(stages)
      .map(({ state, count }) =>
        h("span", {}, sign(state), count < stages.length && `${count}`)
      ),
  );
}
