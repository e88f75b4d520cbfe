/**
 * Reading figures in tests.
 *
 * @module
 */

import type { Figure } from "../figure.ts";

/** The pairs of coordinates of a path of straight lines. */
export function points(path: string): number[][] {
  return path.split(/[ML]/).filter(Boolean).map((p) =>
    p.split(",").map(Number)
  );
}

/** The paths of straight lines that a figure draws in a colour. */
export function paths(figure: Figure, color: string): number[][][] {
  const pattern = new RegExp(`<path d="(M[-\\d.,L]+)" stroke="${color}"`, "g");
  return figure.panels.flatMap(({ body }) =>
    [...body.matchAll(pattern)].map((match) => points(match[1]!))
  );
}
