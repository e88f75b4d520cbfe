/**
 * The page's anchors, so that a number leads to what it came from.
 *
 * @module
 */

import type { Cell, Grid } from "./cells.ts";

/** How many digits of a digest are shown and asked for. */
export const digits = 12;

/** The anchor of an evaluation artifact. */
export function evaluationAnchor(digest: string): string {
  return `evaluation-${digest.slice(0, digits)}`;
}

/** The anchor of a cell's group of evaluations. */
export function groupAnchor(grid: Grid, cell: Cell): string {
  const method = grid.methods.findIndex((one) => one.method === cell.method);
  const ratio = grid.methods[method]?.cells.indexOf(cell);
  return `cell-${method + 1}-${(ratio ?? 0) + 1}`;
}

/** Where a cell's number leads: its one evaluation, or all of its seeds. */
export function cellAnchor(grid: Grid, cell: Cell): string {
  const [only] = cell.results;
  return only !== undefined && cell.results.length === 1
    ? evaluationAnchor(only.source)
    : groupAnchor(grid, cell);
}
