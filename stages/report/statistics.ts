/**
 * Means, intervals and paired differences over seeds.
 *
 * @module
 */

/** A mean over seeds. */
export interface Estimate {
  readonly mean: number;
  /** How many seeds. */
  readonly n: number;
  /**
   * Half the width of the 95 % confidence interval of the mean by Student's t.
   * Undefined below three seeds, where it would be too wide to say anything.
   */
  readonly halfWidth: number | undefined;
}

/** The fewest seeds that an interval is given for. */
const fewest = 3;

/**
 * 97.5 % quantiles of Student's t from 1 degree of freedom on; the last one
 * stands for all beyond, where it is a little too wide.
 */
const quantiles = [
  12.706,
  4.303,
  3.182,
  2.776,
  2.571,
  2.447,
  2.365,
  2.306,
  2.262,
  2.228,
  2.201,
  2.179,
  2.16,
  2.145,
  2.131,
  2.12,
  2.11,
  2.101,
  2.093,
  2.086,
] as const;

/**
 * The mean of values and its confidence interval.
 *
 * @param values At least one.
 */
export function estimate(values: readonly number[]): Estimate {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n < fewest) return { mean, n, halfWidth: undefined };
  const squares = values.reduce((sum, v) => sum + (v - mean) * (v - mean), 0);
  const t = quantiles[Math.min(n - 1, quantiles.length) - 1] as number;
  return { mean, n, halfWidth: t * Math.sqrt(squares / (n - 1) / n) };
}

/** A value of one seed. */
export interface Seeded {
  readonly seed: number;
  readonly value: number;
}

/**
 * The differences `a - b` of the seeds that both have, in the order of `a`.
 */
export function paired(
  a: readonly Seeded[],
  b: readonly Seeded[],
): number[] {
  const other = new Map(b.map(({ seed, value }) => [seed, value]));
  return a.flatMap(({ seed, value }) => {
    const partner = other.get(seed);
    return partner === undefined ? [] : [value - partner];
  });
}
