/// <reference lib="dom" />
/**
 * The three drawings of the graph.
 *
 * @module
 */

import { h } from "../dom.ts";
import { ancestors, descendants } from "../model/dag.ts";
import type { View } from "../place.ts";
import type { Drawing, DrawingContext } from "./drawing.ts";
import { mapDrawing } from "./map.ts";
import { sheetDrawing } from "./sheet.ts";

/** The drawings, and whether the lineage's goes down as well. */
export interface Drawings {
  readonly of: Readonly<Record<View, Drawing>>;
  /** Shows whether what was made from the stage is drawn. */
  setDown(is: boolean): void;
}

/** Makes the drawings. `turn` asks for the lineage to go down, or no more. */
export function makeDrawings(
  context: DrawingContext,
  turn: () => void,
): Drawings {
  const downToggle = h("button", {
    type: "button",
    class: "text-button",
    "aria-pressed": "false",
    onclick: turn,
  }, "What was made from it");
  return {
    of: {
      overview: mapDrawing(context, {
        label: "Overview of the stages",
        stages: () => context.dag().stages.keys(),
        most: 1,
        alone: false,
      }),
      lineage: mapDrawing(context, {
        label: "Lineage",
        stages: ({ selected, down }) =>
          selected === null ? [] : [
            ...ancestors(context.dag(), selected),
            selected,
            ...down ? descendants(context.dag(), selected) : [],
          ],
        most: 3,
        alone: true,
        tools: [downToggle],
      }),
      everything: sheetDrawing(context),
    },
    setDown: (is) => downToggle.setAttribute("aria-pressed", `${is}`),
  };
}
