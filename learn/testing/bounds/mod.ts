/**
 * How far a device's result may lie from the float64 reference: for each
 * kernel a bound on the rounding errors of its formula, evaluated in float32 in
 * any order of sums (Higham, Accuracy and Stability of Numerical Algorithms,
 * chapters 3 and 4), from the accuracy of single operations. Bounds are to
 * first order, with a little room for what that leaves out.
 *
 * The words used below: `gamma(k)` bounds the error of a sum of k terms or a
 * product of k factors, relative to the sum of the terms' absolute values; `at`
 * stands for an index.
 *
 * @module
 */

import { attentionBounds } from "./attention.ts";
import type { Bounds, BoundsByName, Result } from "./bound.ts";
import { classifyBounds } from "./classify.ts";
import { decodeBounds } from "./decode.ts";
import { elementwiseBounds } from "./elementwise.ts";
import { embeddingBounds } from "./embedding.ts";
import { matmulBounds } from "./matmul.ts";
import { normaliseBounds } from "./normalise.ts";
import { optimiseBounds } from "./optimise.ts";
import { reduceBounds } from "./reduce.ts";
import { rotaryBounds } from "./rotary.ts";

export type { Bounds, BoundsByName, Result } from "./bound.ts";

const bounds: BoundsByName = {
  ...matmulBounds,
  ...elementwiseBounds,
  ...reduceBounds,
  ...normaliseBounds,
  ...rotaryBounds,
  ...attentionBounds,
  ...embeddingBounds,
  ...classifyBounds,
  ...optimiseBounds,
  ...decodeBounds,
};

/** The bounds of one result. A written operand without one must be equal. */
export function boundsOf(result: Result): Bounds {
  const make = bounds[result.kernel.name];
  if (!make) {
    throw new Error(
      `Kernel "${result.kernel.name}" has no bound in learn/testing/bounds`,
    );
  }
  return make(result);
}
