/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * What stands out in a map: what a search found, the stage that is selected,
 * and what is related to what is pointed at. Nothing is drawn anew for it.
 *
 * @module
 */

import type { Dag } from "../model/dag.ts";
import { relatedBoxes } from "../model/related.ts";
import { fillHead } from "./box.ts";
import type { DrawingContext } from "./drawing.ts";
import { pointLines } from "./edges.ts";
import type { PlacedBoxes } from "./placed_boxes.ts";

/** Dims what was not found, and counts what was. */
export function showFound(
  context: DrawingContext,
  { folded, elements }: PlacedBoxes,
  found: ReadonlySet<number> | null,
): void {
  for (const [at, box] of folded.boxes.entries()) {
    const element = elements[at]!;
    fillHead(context, element, box, found);
    for (const cell of element.querySelectorAll<HTMLElement>(".cell")) {
      const id = Number(cell.dataset["stage"]);
      cell.classList.toggle("dim", found !== null && !found.has(id));
    }
  }
}

/** Marks the stage that is selected. */
export function showSelected(
  { elements }: PlacedBoxes,
  selected: number | null,
): void {
  for (const element of elements) {
    for (const one of element.querySelectorAll("[data-stage]")) {
      const here = one.getAttribute("data-stage") === `${selected}`;
      if (here) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
      one.closest(".single")?.classList.toggle("selected", here);
    }
  }
}

/**
 * Shows what a box goes back to, and what was made from it.
 *
 * @param own The box; null shows nothing.
 * @param stages Those of its stages that are meant.
 */
export function showRelated(
  dag: Dag,
  { folded, layout, elements, lines }: PlacedBoxes,
  own: number | null,
  stages: readonly number[],
): void {
  const { up, down } = own === null
    ? { up: new Set<number>(), down: new Set<number>() }
    : relatedBoxes(dag, folded, stages, own);
  for (const [at, element] of elements.entries()) {
    element.classList.toggle("up", up.has(at));
    element.classList.toggle("down", down.has(at));
    element.classList.toggle("here", at === own);
  }
  pointLines(lines, layout.routes, own, { up, down });
}
