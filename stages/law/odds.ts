/**
 * The law of odds: how often a policy emits low quality after reward learning.
 *
 * Let a policy emit low-quality responses with odds o = P(low) / P(high), and
 * let the reward see that difference alone. The optimum of the logistic
 * contrast of demonstrations with samples is the log density ratio, so
 * r(low) - r(high) = log(o_demonstrations / o_negatives). The policy that
 * maximises the reward minus beta times the divergence from a reference then
 * has
 *
 *     o' = o_reference (o_demonstrations / o_negatives)^(1 / beta)
 *
 * (arXiv 2405.17888, section 3: the closed form of the lower level, with the
 * contrast's optimum for the reward). The negatives are samples of the policy
 * that a round begins with. All of it is computed with x = log o, in which a
 * step is linear and nothing overflows.
 *
 * @module
 */

import { exp, log } from "../../learn/math/elementary.ts";
import type { Law } from "./law.ts";

/**
 * The log-odds of a rate: -Infinity for 0, Infinity for 1.
 *
 * @throws {RangeError} If the rate is not in [0, 1].
 */
export function logOdds(rate: number): number {
  if (!(rate >= 0 && rate <= 1)) {
    throw new RangeError(`A rate must be in [0, 1], and this one is "${rate}"`);
  }
  if (rate === 0) return -Infinity;
  if (rate === 1) return Infinity;
  return log(rate) - log(1 - rate);
}

/** The rate that has some log-odds, without overflow at either end. */
export function rateOf(logOdds: number): number {
  if (logOdds >= 0) return 1 / (1 + exp(-logOdds));
  const odds = exp(logOdds);
  return odds / (1 + odds);
}

/**
 * One step: the log-odds of the policy that a round ends with.
 *
 * @param reference Log-odds of the policy that the divergence is from.
 * @param demonstrations Log-odds of the demonstrations.
 * @param negatives Log-odds of the policy whose samples are the negatives.
 */
export function step(
  reference: number,
  demonstrations: number,
  negatives: number,
  beta: number,
): number {
  return reference + (demonstrations - negatives) / beta;
}

/**
 * The beta above which the rounds converge. With d the demonstrations' and b
 * the base's log-odds:
 *
 * - `previous`: x' = x + (d - x) / beta. The distance from d is multiplied by
 *   1 - 1 / beta each round, which is less than 1 in size for beta above 1/2.
 *   They converge to d, from one side for beta of 1 and more, and swinging
 *   around it below. At 1/2 they go on between b and 2 d - b for ever.
 * - `base`: x' = b + (d - x) / beta. The fixed point is not d, but
 *   (beta b + d) / (beta + 1), and the distance from it is multiplied by
 *   -1 / beta: they converge for beta above 1. At 1 they go on between d and b
 *   for ever: what the second round is shown as its own mistakes are a perfect
 *   imitator's, which teach it nothing, and so it stays at the base.
 *
 * Below, each swing is greater than the last.
 */
export const convergesAbove: Readonly<Record<Law["reference"], number>> = {
  previous: 1 / 2,
  base: 1,
};

/**
 * How far an arm goes from the base towards the demonstrations, in log-odds:
 * it ends at b + gain (d - b). 0 is the base, 1 imitation; beyond 1 the policy
 * outdoes the demonstrations where they are better than the base, and is worse
 * than they are where they are worse. Negative gains lead away from them.
 *
 * By induction over {@linkcode step}: gain' = gain + (1 - gain) / beta where
 * the reference is the previous policy, and (1 - gain) / beta where it is the
 * base. May be infinite, for many rounds of a small beta.
 */
export function gain({ beta, rounds, reference }: Law): number {
  let gain = 0;
  for (let round = 0; round < rounds; round++) {
    gain = reference === "base"
      ? (1 - gain) / beta
      // In this order no infinity meets its opposite.
      : gain * (1 - 1 / beta) + 1 / beta;
  }
  return gain;
}

/** Measured low-quality rates, in [0, 1]. */
export interface LowRates {
  /** Of the base's samples. */
  readonly base: number;
  /** Of the demonstrations. */
  readonly demonstrations: number;
}

/**
 * The low-quality rate that the law predicts for an arm. At a rate of 0 or 1
 * it is the limit, if there is one: demonstrations without any low quality
 * give 0 after one round, whatever the base.
 *
 * @returns Null where the limit depends on how it is approached, as where
 * neither base nor demonstrations have any low quality and the gain leads
 * beyond them.
 */
export function predictedLowRate(law: Law, rates: LowRates): number | null {
  const base = logOdds(rates.base);
  const demonstrations = logOdds(rates.demonstrations);
  const far = gain(law);
  if (Number.isFinite(base) && Number.isFinite(demonstrations)) {
    const apart = demonstrations - base;
    return rateOf(apart === 0 ? base : base + far * apart);
  }
  // A weight of 0 makes even an infinity count for nothing.
  const sum = (far === 1 ? 0 : (1 - far) * base) +
    (far === 0 ? 0 : far * demonstrations);
  return Number.isNaN(sum) ? null : rateOf(sum);
}
