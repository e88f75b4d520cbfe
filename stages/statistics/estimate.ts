/**
 * Means over seeds, their intervals, and differences paired by seed.
 *
 * With three to five seeds the interval is Student's. A percentile bootstrap
 * over n seeds lies between the least and the greatest of them, and misses the
 * mean of a symmetric distribution whenever all fall to one side: in a quarter
 * of cases with three, in a sixteenth with five, and more often in practice.
 * `coverage_test.ts` measures it, beside the alternatives.
 *
 * @module
 */

import { mean } from "./mean.ts";

/** The ends of an interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A mean over seeds. */
export interface Estimate {
  readonly mean: number;
  /**
   * The 95 % confidence interval of the mean by Student's t. Null below three
   * seeds, where it would be too wide to say anything.
   */
  readonly interval: Interval | null;
  /** How many seeds. */
  readonly seeds: number;
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
  const seeds = values.length;
  const middle = mean(values);
  if (seeds < fewest) return { mean: middle, interval: null, seeds };
  const squares = values.map((value) => (value - middle) * (value - middle));
  const t = quantiles[Math.min(seeds - 1, quantiles.length) - 1]!;
  const half = t * Math.sqrt(mean(squares) / (seeds - 1));
  return {
    mean: middle,
    interval: { low: middle - half, high: middle + half },
    seeds,
  };
}

/** Something of one seed. */
export interface Seeded<T> {
  readonly seed: number;
  readonly value: T;
}

/** The values of the seeds that both have, side by side, in the order of `a`. */
export function paired<A, B>(
  a: readonly Seeded<A>[],
  b: readonly Seeded<B>[],
): [A, B][] {
  const other = new Map(b.map((one) => [one.seed, one]));
  return a.flatMap(({ seed, value }): [A, B][] => {
    const partner = other.get(seed);
    return partner === undefined ? [] : [[value, partner.value]];
  });
}
