/**
 * A scale of odds for shares: equal ratios of odds are equal distances, so
 * that 1 % and 10 % stand as far apart as 90 % and 99 %.
 *
 * @module
 */

import { log } from "../../learn/math/elementary.ts";

/** The shares at which the scale ends; what is beyond stands at its end. */
const ends = { low: 0.001, high: 0.999 } as const;

/** The shares that are named on the scale. */
export const oddsTicks: readonly number[] = [
  0.001,
  0.01,
  0.1,
  0.5,
  0.9,
  0.99,
  0.999,
];

/** The logarithm of a share's odds, kept within the scale. */
export function logOdds(share: number): number {
  const inside = Math.min(ends.high, Math.max(ends.low, share));
  return log(inside / (1 - inside));
}

/** A share as a percentage with as many decimals as the scale's ends need. */
export function tickText(share: number): string {
  return `${Number((100 * share).toFixed(1))}\u202f%`;
}
