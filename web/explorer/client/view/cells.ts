/// <reference lib="dom" />
/**
 * Cells: stages of a sort beside one another, each a sign that can be pointed
 * at and opened.
 *
 * @module
 */

import { h } from "../dom.ts";
import type { Group } from "../model/groups.ts";
import { stateText } from "../model/words.ts";
import type { DrawingContext } from "./drawing.ts";
import { paint } from "./sign.ts";

/** A stage's cell. */
export function cell(context: DrawingContext, id: number): HTMLButtonElement {
  const stage = context.dag().stages[id]!;
  const button = h("button", {
    class: "cell",
    type: "button",
    "data-stage": id,
    tabindex: -1,
    "aria-label": `${stage.name}, ${stateText(stage)}`,
  });
  paint(button, stage);
  return button;
}

/** Shows the state that a cell's stage is in now. */
export function refreshCell(
  context: DrawingContext,
  button: HTMLElement,
  id: number,
): void {
  const stage = context.dag().stages[id]!;
  paint(button, stage);
  button.setAttribute("aria-label", `${stage.name}, ${stateText(stage)}`);
}

/** A row for each group: its label, and its cells. */
export function groupRows(
  context: DrawingContext,
  groups: readonly Group[],
): HTMLElement[] {
  return groups.map((group) =>
    h(
      "div",
      { class: "cell-row", role: "group", "aria-label": group.prefix },
      h("span", { class: "cell-label", title: group.prefix }, group.label),
      h(
        "div",
        { class: "cells" },
        ...group.stages.map((id) => cell(context, id)),
      ),
    )
  );
}

/**
 * The cell that an arrow key leads to: the next in the order, or the nearest
 * of the row above or below.
 */
export function nextCell(
  cells: readonly HTMLElement[],
  from: HTMLElement,
  key: string,
): HTMLElement | null {
  const at = cells.indexOf(from);
  if (key === "ArrowLeft") return cells[at - 1] ?? null;
  if (key === "ArrowRight") return cells[at + 1] ?? null;
  if (key === "Home") return cells[0] ?? null;
  if (key === "End") return cells.at(-1) ?? null;
  const sense = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
  if (sense === 0) return null;
  const own = from.getBoundingClientRect();
  let best: HTMLElement | null = null;
  let least = Infinity;
  for (const other of cells) {
    const box = other.getBoundingClientRect();
    const rows = (box.top - own.top) * sense;
    // Half a cell: the same row is not the next one.
    if (rows < own.height / 2) continue;
    const far = rows * 4 + Math.abs(box.left - own.left);
    if (far < least) [best, least] = [other, far];
  }
  return best;
}
