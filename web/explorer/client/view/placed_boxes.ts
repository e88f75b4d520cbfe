/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * The boxes of a map in their places, and the lines between them.
 *
 * @module
 */

import { layered, type Layout } from "../layout/layered.ts";
import type { Folded } from "../model/fold.ts";
import { boxElement, boxSize, fillHead } from "./box.ts";
import { refreshCell } from "./cells.ts";
import type { DrawingContext } from "./drawing.ts";
import { edgeLines } from "./edges.ts";

/** What a map consists of. */
export interface PlacedBoxes {
  readonly folded: Folded;
  readonly layout: Layout;
  /** Of each box, in the order of `folded.boxes`. */
  readonly elements: HTMLElement[];
  /** The same in the order of reading, which is that of the ranks. */
  readonly inOrder: readonly HTMLElement[];
  /** Of each link, in the order of `folded.links`. */
  readonly lines: readonly SVGPathElement[];
  /** What holds the lines. */
  readonly drawing: SVGElement;
}

/** Makes boxes and lines. `unfolded` has the boxes that show their stages. */
export function placeBoxes(
  context: DrawingContext,
  folded: Folded,
  unfolded: ReadonlySet<string>,
  direction: "down" | "right",
): PlacedBoxes {
  const { boxes, links } = folded;
  const sizes = boxes.map((box) =>
    boxSize(context.dag(), box, unfolded.has(box.id))
  );
  const layout = layered({
    nodes: sizes,
    edges: links,
    hints: boxes.map(({ depth }) => depth),
    direction,
    gap: direction === "down" ? 20 : 14,
    rankGap: direction === "down" ? 22 : 44,
  });
  const { element, lines } = edgeLines(layout, direction);
  const elements = boxes.map((box, at) => {
    const made = boxElement(context, box, unfolded.has(box.id));
    const [x, y] = layout.places[at]!;
    made.style.left = `${Math.round(x)}px`;
    made.style.top = `${Math.round(y)}px`;
    made.style.width = `${sizes[at]!.width}px`;
    made.style.height = `${sizes[at]!.height}px`;
    return made;
  });
  const inOrder = elements.map((_, at) => at).sort((a, b) =>
    layout.ranks[a]! - layout.ranks[b]! ||
    layout.places[a]![0] - layout.places[b]![0]
  ).map((at) => elements[at]!);
  return { folded, layout, elements, inOrder, lines, drawing: element };
}

/** Shows the states that some stages are in now. */
export function refreshBoxes(
  context: DrawingContext,
  { folded, elements }: PlacedBoxes,
  ids: ReadonlySet<number>,
  found: ReadonlySet<number> | null,
): void {
  for (const [at, box] of folded.boxes.entries()) {
    if (!box.stages.some((id) => ids.has(id))) continue;
    const element = elements[at]!;
    fillHead(context, element, box, found);
    for (const one of element.querySelectorAll<HTMLElement>(".cell")) {
      const id = Number(one.dataset["stage"]);
      if (ids.has(id)) refreshCell(context, one, id);
    }
  }
}
