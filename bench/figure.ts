/**
 * Figures of several repeats.
 *
 * @module
 */

/** A figure of several repeats. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly repeats: number;
  readonly min: number;
  readonly median: number;
  /** All of them, in order. */
  readonly values: readonly number[];
}

/** The smallest and the middle one of some values. */
export function figure(
  name: string,
  unit: string,
  values: readonly number[],
): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1
    ? sorted[middle]!
    : (sorted[middle - 1]! + sorted[middle]!) / 2;
  const [min = NaN] = sorted;
  return { name, unit, repeats: sorted.length, min, median, values: sorted };
}
