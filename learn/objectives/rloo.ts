/**
 * REINFORCE with a leave-one-out baseline (Kool et al., 2019; Ahmadian et al.,
 * arXiv 2402.14740, equation 6) under a KL penalty to a reference policy.
 *
 *   R = r(x, y) - beta (log pi(y | x) - log ref(y | x))
 *   A_i = R_i - mean of R_j over the other samples j of the same prompt
 *   loss = - mean of A log pi(y | x)
 *
 * The advantage is not divided by its standard deviation: that would change
 * the optimum of the KL-regularised problem.
 *
 * @module
 */

import type { Batch } from "../data/sequence.ts";

/** What is known of each sample, in the order of samples. */
export interface Samples {
  readonly rewards: ArrayLike<number>;
  /** log pi(y | x), in nats, summed over the response. */
  readonly logProbabilities: ArrayLike<number>;
  /** log ref(y | x), likewise. */
  readonly reference: ArrayLike<number>;
}

/**
 * Leave-one-out advantages.
 *
 * @param each How many samples there are of each prompt; they stand together.
 * @throws {RangeError} Where a prompt has fewer than two samples.
 */
export function advantages(
  { rewards, logProbabilities, reference }: Samples,
  each: number,
  beta: number,
): Float64Array {
  if (each < 2) {
    throw new RangeError(
      `A leave-one-out baseline needs two samples of a prompt, got ${each}`,
    );
  }
  const total = Float64Array.from(
    { length: rewards.length },
    (_, i) => rewards[i]! - beta * (logProbabilities[i]! - reference[i]!),
  );
  const result = new Float64Array(total.length);
  for (let from = 0; from < total.length; from += each) {
    const sum = total.subarray(from, from + each).reduce((a, b) => a + b, 0);
    for (let i = from; i < from + each; i++) {
      result[i] = total[i]! - (sum - total[i]!) / (each - 1);
    }
  }
  return result;
}

/** Weights that make `likelihood` the loss above. */
export function rlooWeights(
  batch: Batch,
  advantage: ArrayLike<number>,
): Float32Array {
  const { mask, time } = batch;
  return mask.map((x, i) => {
    const row = Math.floor(i / time);
    return row < advantage.length ? x * advantage[row]! / advantage.length : 0;
  });
}
