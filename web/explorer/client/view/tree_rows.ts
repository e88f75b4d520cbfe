/// <reference lib="dom" />
/**
 * The rows of the list: a stage's, and one that holds others.
 *
 * @module
 */

import { h } from "../dom.ts";
import type { Dag } from "../model/dag.ts";
import { type StageState, stateOf, tallyText } from "../model/state.ts";
import { progressText, stateText } from "../model/words.ts";
import { exceptions, paint, sign } from "./sign.ts";

/** The row of what holds others. */
export function branchRow(
  dag: Dag,
  level: number,
  label: string,
  stages: readonly number[],
): HTMLElement {
  const row = h(
    "div",
    {
      class: `row branch level-${level}`,
      role: "treeitem",
      "aria-level": level,
      "aria-expanded": "false",
      tabindex: -1,
    },
    h("span", { class: "chevron", "aria-hidden": "true" }),
    h("span", { class: "row-label" }, label),
    h("span", { class: "exceptions" }),
    h("span", { class: "row-count" }, `${stages.length}`),
    h("span", { class: "hidden" }),
  );
  fillBranch(dag, row, stages);
  return row;
}

/** Shows in which states a branch's stages are. */
export function fillBranch(
  dag: Dag,
  row: HTMLElement,
  stages: readonly number[],
): void {
  const nodes = stages.map((id) => dag.stages[id]!);
  row.querySelector(".exceptions")!.replaceWith(exceptions(nodes));
  row.querySelector(".hidden")!.textContent = ` stages: ${tallyText(nodes)}`;
}

/** The row of a stage. `rest` is what sets it apart where it stands. */
export function leafRow(
  dag: Dag,
  level: number,
  id: number,
  rest = dag.labels[id]!.rest,
): HTMLElement {
  const stage = dag.stages[id]!;
  const { group } = dag.labels[id]!;
  const row = h(
    "div",
    {
      class: `row leaf level-${level}`,
      role: "treeitem",
      "aria-level": level,
      "aria-selected": "false",
      "data-stage": id,
      tabindex: -1,
      title: stage.name,
    },
    sign(stateOf(stage)),
    h(
      "span",
      { class: "row-label" },
      level === 1 || rest === "" ? group : rest,
      level === 1 && h("span", { class: "row-rest" }, ` ${rest}`),
    ),
    h("span", { class: "row-note", "aria-hidden": "true" }),
    h("span", { class: "hidden" }),
  );
  fillLeaf(dag, row, id);
  return row;
}

/** Of these the sign is enough: rows by the hundred would repeat the word. */
const quietStates: ReadonlySet<StageState> = new Set([
  "identical",
  "cached",
  "waiting",
  "to run",
]);

/** Shows in which state a stage is. */
export function fillLeaf(dag: Dag, row: HTMLElement, id: number): void {
  const stage = dag.stages[id]!;
  const state = stateOf(stage);
  paint(row.querySelector<HTMLElement>(".sign")!, stage);
  const quiet = quietStates.has(state);
  row.querySelector(".row-note")!.textContent = quiet
    ? ""
    : progressText(stage) ?? state;
  row.querySelector(".hidden")!.textContent = `, ${stateText(stage)}`;
}
