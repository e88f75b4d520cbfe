/// <reference lib="dom" />
/**
 * A box of a drawing: a single stage, or many of a sort, folded or unfolded.
 * Its size is known before it is in the page, since the layout needs it.
 *
 * @module
 */

import { h } from "../dom.ts";
import type { Dag } from "../model/dag.ts";
import type { Box } from "../model/fold.ts";
import { stateOf, tallyText } from "../model/state.ts";
import { progressText, stateText } from "../model/words.ts";
import { duration } from "../number.ts";
import { groupRows } from "./cells.ts";
import type { DrawingContext } from "./drawing.ts";
import { exceptions, exceptionsOf, paint, sign, strip } from "./sign.ts";

/** A width and a height, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Of a cell with what is between it and the next. style/cells.css has it, too. */
const pitch = 15;
const mostColumns = 30;
const headHeight = 44;

/** The size of a box. */
export function boxSize(dag: Dag, box: Box, unfolded: boolean): Size {
  if (box.single !== null) {
    const letters = Math.max(
      box.label.length * 7.7,
      restText(dag, box).length * 6.9,
    );
    const width = Math.min(304, Math.max(136, Math.round(letters + 46)));
    return { width, height: headHeight };
  }
  const folded = headWidth(dag, box);
  if (!unfolded) return { width: folded, height: headHeight };
  const columns = columnsOf(box);
  const rows = box.groups.reduce(
    (sum, { stages }) => sum + Math.ceil(stages.length / columns),
    0,
  );
  const width = labelWidth(box) + columns * pitch + 24;
  return {
    width: Math.max(folded, width),
    height: headHeight + rows * pitch + (box.groups.length - 1) * 5 + 10,
  };
}

/** The width of a group's head with its counts. */
function headWidth(dag: Dag, { label, stages }: Box): number {
  const counts = exceptionsOf(stages.map((id) => dag.stages[id]!));
  const letters = counts.reduce((sum, { count }) => sum + `${count}`.length, 0);
  const width = label.length * 7.9 + 18 * (letters > 0 ? 1 : 0) +
    counts.length * 21 + letters * 7 + `${stages.length}`.length * 8 + 58;
  return Math.min(320, Math.max(176, Math.round(width)));
}

function columnsOf({ groups }: Box): number {
  return Math.min(
    mostColumns,
    Math.max(...groups.map(({ stages }) => stages.length)),
  );
}

function labelWidth({ groups }: Box): number {
  const letters = Math.max(...groups.map(({ label }) => label.length));
  return letters === 0 ? 0 : Math.min(150, Math.round(letters * 5.9) + 10);
}

/** What is written below a single stage's label. */
function restText(dag: Dag, { single, label, kind }: Box): string {
  const stage = dag.stages[single!]!;
  const { rest } = dag.labels[single!]!;
  const progress = progressText(stage);
  if (progress !== null) return progress;
  if (rest !== "") return rest.replaceAll(" ", " · ");
  if (kind !== label.split("/")[0]) return kind.replaceAll("_", " ");
  return stage.seconds === null || stage.status !== "cached"
    ? stateOf(stage)
    : duration(stage.seconds);
}

/** Makes a box's element. */
export function boxElement(
  context: DrawingContext,
  box: Box,
  unfolded: boolean,
): HTMLElement {
  const head = h("button", { class: "box-head", type: "button", tabindex: -1 });
  const element = h("div", {
    class: `box ${box.single === null ? "group" : "single"}`,
    "data-box": box.id,
  }, head);
  if (unfolded && box.single === null) {
    element.classList.add("unfolded");
    const body = h(
      "div",
      { class: "box-cells" },
      ...groupRows(context, box.groups),
    );
    element.style.setProperty("--label", `${labelWidth(box)}px`);
    element.style.setProperty("--columns", `${columnsOf(box)}`);
    element.append(body);
  }
  fillHead(context, element, box, null);
  return element;
}

/**
 * Writes a box's head: what it is, how many, and in which states; the states
 * in words as well, for who hears them.
 */
export function fillHead(
  context: DrawingContext,
  element: HTMLElement,
  box: Box,
  found: ReadonlySet<number> | null,
): void {
  const dag = context.dag();
  const head = element.querySelector<HTMLElement>(".box-head")!;
  if (box.single !== null) {
    const stage = dag.stages[box.single]!;
    head.setAttribute("data-stage", `${box.single}`);
    head.replaceChildren(
      sign(stateOf(stage)),
      h("span", { class: "box-label" }, box.label),
      " ",
      h("span", { class: "box-rest" }, restText(dag, box)),
      h("span", { class: "hidden" }, `, ${stateText(stage)}`),
    );
    paint(element, stage);
    element.classList.toggle("dim", found !== null && !found.has(box.single));
    return;
  }
  const stages = box.stages.map((id) => dag.stages[id]!);
  const all = stages.length;
  const hits = found === null
    ? all
    : box.stages.filter((id) => found.has(id)).length;
  const unfolded = element.classList.contains("unfolded");
  head.setAttribute("aria-expanded", `${unfolded}`);
  head.replaceChildren(
    h("span", { class: "chevron", "aria-hidden": "true" }),
    h("span", { class: "box-label" }, box.label),
    " ",
    exceptions(stages),
    h(
      "span",
      { class: "box-count" },
      found === null ? `${all}` : `${hits}/${all}`,
    ),
    h("span", { class: "hidden" }, ` stages: ${tallyText(stages)}`),
    strip(stages),
  );
  element.classList.toggle("dim", hits === 0);
}
