/**
 * Bounds on the rounding errors of looking rows up and adding to them.
 *
 * @module
 */

import { type BoundsByName, exact, sums } from "./bound.ts";

/** Bounds by the kernel's name. */
export const embeddingBounds: BoundsByName = {
  gather_rows: exact,
  bucket_rows: exact,
  gather_rows_grad: sums(({ rows }) => rows! + 1),
};
