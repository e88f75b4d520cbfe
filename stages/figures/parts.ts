/**
 * Parts of panels that several figures use.
 *
 * @module
 */

import { escape } from "../../web/html.ts";
import { ink, muted } from "./palette.ts";

/** The title of a panel, at its top left, and lines below it. */
export function panelTitle(text: string, ...below: readonly string[]): string {
  const title =
    `<text x="4" y="14" font-size="12" font-weight="600" fill="${ink}">${
      escape(text)
    }</text>`;
  const lines = below.map((line, index) =>
    `<text x="4" y="${28 + index * 13}" fill="${index === 0 ? ink : muted}">${
      escape(line)
    }</text>`
  );
  return title + lines.join("");
}

/** A channel whose field holds what is drawn, not what a scale maps. */
export function raw(field: string): Record<string, unknown> {
  return { field, type: "nominal", scale: null };
}

/** A position whose field holds pixels of the plot. */
export function pixels(field: string): Record<string, unknown> {
  return { field, type: "quantitative", scale: null, axis: null };
}
