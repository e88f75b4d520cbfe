/**
 * Bounds on the rounding errors of products of matrices.
 *
 * @module
 */

import { type BoundsByName, sums } from "./bound.ts";

/** Bounds by the kernel's name. */
export const matmulBounds: BoundsByName = {
  matmul_nn: sums(({ k }) => k! + 2),
  matmul_nt: sums(({ k }) => k! + 2),
  matmul_tn: sums(({ k }) => k! + 2),
};
