/**
 * What a policy's own samples say of it: Monte Carlo estimates from their
 * log-probabilities, in nats a response. Each is unbiased for samples at
 * temperature 1 with nothing left out.
 *
 * The sampler never draws padding, though softmax gives it some probability. A
 * trained policy gives it next to none.
 *
 * @module
 */

import { mean } from "../statistics/mean.ts";

/**
 * The entropy H(pi) = -E[log pi(y)].
 *
 * @param logProbabilities log pi(y | x) of each sample, summed over its tokens.
 */
export function entropyOf(logProbabilities: ArrayLike<number>): number {
  return -mean(logProbabilities);
}

/**
 * The divergence KL(pi || base) = E[log pi(y) - log base(y)]. It is zero or
 * more; an estimate of one that is near zero may be less.
 *
 * @param logProbabilities log pi(y | x) of each sample of pi.
 * @param underBase log base(y | x) of the same samples.
 */
export function divergenceOf(
  logProbabilities: ArrayLike<number>,
  underBase: ArrayLike<number>,
): number {
  return mean(
    Array.from(logProbabilities, (own, i) => own - underBase[i]!),
  );
}
