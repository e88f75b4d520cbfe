/**
 * Bounds on the rounding errors of the log-probabilities of tokens and their
 * gradients.
 *
 * @module
 */

import { gamma } from "../accuracy.ts";
import type { BoundsByName, Result } from "./bound.ts";

function tokenLogProbability({ before, after, dims, accuracy }: Result) {
  const width = dims.vocabulary!;
  const { logits, target } = before, { lse, y } = after;
  // log(sum e^(x - top)) + top: the greatest relative error of a term, that of
  // the sum, the logarithm's, and one rounding at the end.
  const error = (r: number) => {
    const row = logits!.subarray(r * width, (r + 1) * width);
    const top = Math.max(...row), spread = top - Math.min(...row);
    return accuracy.exp(spread) + spread * accuracy.unit +
      gamma(width + 2, accuracy) + accuracy.log(lse![r]! - top) +
      2 * accuracy.unit * (Math.abs(lse![r]!) + Math.abs(top));
  };
  return {
    lse: error,
    y: (r: number) =>
      error(r) + 2 * accuracy.unit *
        (Math.abs(y![r]!) + Math.abs(logits![r * width + target![r]!]!)),
  };
}

function gradient({ before, dims, accuracy }: Result) {
  const { logits, lse, dy } = before;
  return (at: number) => {
    const r = Math.floor(at / dims.vocabulary!);
    const x = logits![at]! - lse![r]!;
    const error = accuracy.exp(x) + accuracy.unit * (Math.abs(x) + 2);
    return Math.abs(dy![r]!) * (Math.exp(x) * error + 2 * accuracy.unit) +
      accuracy.tiny;
  };
}

/** Bounds by the kernel's name. */
export const classifyBounds: BoundsByName = {
  token_log_probability: tokenLogProbability,
  token_log_probability_grad: (result) => ({ dlogits: gradient(result) }),
  token_log_probability_grad_in_place: (result) => ({
    logits: gradient(result),
  }),
};
