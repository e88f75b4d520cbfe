/**
 * The mean and the standard deviation.
 *
 * @module
 */

import { mean as meanOf } from "./mean.ts";

/**
 * The mean of at least one number, and the standard deviation of these numbers
 * themselves (divisor n), not of what they were drawn from.
 */
export function meanAndSpread(
  values: readonly number[],
): { mean: number; spread: number } {
  const mean = meanOf(values);
  // Not `** 2`: powers are left to the engine.
  const squares = values.map((x) => (x - mean) * (x - mean));
  return { mean, spread: Math.sqrt(meanOf(squares)) };
}
