/**
 * Bounds on the rounding errors of sums over rows, columns and all elements, and of what
 * is spread over them.
 *
 * @module
 */

import { type BoundsByName, exact, rounded, sums } from "./bound.ts";

/** Bounds by the kernel's name. */
export const reduceBounds: BoundsByName = {
  add_row: rounded(1),
  row_sum: sums(({ columns }) => columns! + 1),
  row_dot: sums(({ columns }) => columns! + 2),
  column_sum: sums(({ rows }) => rows! + 1),
  broadcast_column: exact,
  scale_rows: rounded(1),
  sum_squares: sums(({ n }) => n! + 2),
};
