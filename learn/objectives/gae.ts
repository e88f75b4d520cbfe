/**
 * Advantages of single tokens, for objectives that have a value model.
 *
 * A response is an episode whose steps are its tokens. The score comes with the
 * last one, the penalty for leaving the reference policy with each (arXiv
 * 2203.02155, equation 2, token by token):
 *
 *   r_t = - beta (log pi(y_t) - log ref(y_t)) + [t is last] score
 *
 * Generalised advantage estimation (arXiv 1506.02438, equation 16) without
 * discount, the value after the last token being 0:
 *
 *   d_t = r_t + V_{t+1} - V_t
 *   A_t = d_t + lambda A_{t+1}
 *   R_t = A_t + V_t
 *
 * All arrays are [batch, time] and 0 outside of the responses.
 *
 * @module
 */

import type { Batch } from "../data/sequence.ts";

/** What is known of each token. */
export interface TokenRatios {
  /** log pi of the tokens under the policy that drew them, in nats. */
  readonly logProbabilities: ArrayLike<number>;
  /** log ref of the tokens, in nats. */
  readonly reference: ArrayLike<number>;
}

/** The rewards r_t of a batch's tokens; `scores` has one number a sequence. */
export function tokenRewards(
  { mask, time, batch }: Batch,
  { logProbabilities, reference }: TokenRatios,
  scores: ArrayLike<number>,
  beta: number,
): Float64Array {
  const rewards = new Float64Array(batch * time);
  mask.forEach((x, i) => {
    if (x === 0) return;
    const last = i % time === time - 1 || mask[i + 1] === 0;
    rewards[i] = (last ? scores[Math.floor(i / time)]! : 0) -
      beta * (logProbabilities[i]! - reference[i]!);
  });
  return rewards;
}

/** The advantages A_t and the returns R_t of a batch's tokens. */
export function estimateAdvantages(
  { mask, time, batch }: Batch,
  rewards: ArrayLike<number>,
  values: ArrayLike<number>,
  lambda: number,
): { advantages: Float64Array; returns: Float64Array } {
  const advantages = new Float64Array(batch * time);
  const returns = new Float64Array(batch * time);
  for (let row = 0; row < batch; row++) {
    let next = 0, value = 0;
    for (let i = (row + 1) * time - 1; i >= row * time; i--) {
      if (mask[i] === 0) continue;
      next = rewards[i]! + value - values[i]! + lambda * next;
      value = values[i]!;
      advantages[i] = next;
      returns[i] = next + value;
    }
  }
  return { advantages, returns };
}

/**
 * Numbers of a batch's tokens with their mean taken away, in units of their
 * standard deviation. Where all are equal, they become 0.
 */
export function whiten(
  { mask }: Batch,
  values: ArrayLike<number>,
): Float64Array {
  let count = 0, sum = 0, squares = 0;
  mask.forEach((x, i) => {
    count += x;
    sum += x * values[i]!;
  });
  const mean = sum / count;
  mask.forEach((x, i) => {
    squares += x * (values[i]! - mean) * (values[i]! - mean);
  });
  const deviation = Math.sqrt(squares / count);
  return Float64Array.from(
    mask,
    // What is no number stays none, so that it is noticed.
    (x, i) => x === 0 || deviation === 0 ? 0 : (values[i]! - mean) / deviation,
  );
}
