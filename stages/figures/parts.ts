/**
 * Parts of Vega-Lite specifications that several figures use.
 *
 * @module
 */

import { ink } from "./palette.ts";
import type { Frame } from "./render.ts";

/** The title of a panel, above its axes and flush with the panel's left. */
export function panelTitle(
  text: string,
  frame: Frame,
): Record<string, unknown> {
  return {
    text,
    anchor: "start",
    frame: "group",
    color: ink,
    fontSize: 12,
    fontWeight: 600,
    offset: 12,
    dx: 4 - frame.left,
  };
}

/** A channel whose field holds what is drawn, not what a scale maps. */
export function raw(field: string): Record<string, unknown> {
  return { field, type: "nominal", scale: null };
}

/** A position whose field holds pixels of the plot. */
export function pixels(field: string): Record<string, unknown> {
  return { field, type: "quantitative", scale: null, axis: null };
}
