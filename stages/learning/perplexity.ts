/**
 * Perplexity: how surprised a policy is by given responses, a token.
 *
 * @module
 */

import type { Sequence } from "../../learn/data/sequence.ts";
import { exp } from "../../learn/math/elementary.ts";

/**
 * exp of the mean negative log-likelihood a token, over the tokens of all
 * responses together, ends included (Jelinek et al. 1977). 1 is certainty;
 * choosing among n tokens at random gives n.
 *
 * @param sequences At least one response token in all.
 * @param logProbabilities Of each response, nats.
 */
export function perplexity(
  sequences: readonly Sequence[],
  logProbabilities: ArrayLike<number>,
): number {
  let nats = 0, tokens = 0;
  sequences.forEach(({ response }, i) => {
    nats -= logProbabilities[i]!;
    tokens += response.length;
  });
  return exp(nats / tokens);
}
