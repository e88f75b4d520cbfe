/**
 * Workloads of the log-probabilities of tokens and their gradients.
 *
 * @module
 */

import { forward, type Workload, type Workloads } from "./workload.ts";

const classification: Workload = {
  shapes: [[1, 1], [1, 72], [65, 72], [13, 3], [4, 1500]],
  fill(random, dims) {
    const { rows, vocabulary } = dims;
    const given = {
      // In every fifth row most probabilities are too small for float32.
      logits: random.uniforms(rows! * vocabulary!, -8, 8)
        .map((x, i) => Math.floor(i / vocabulary!) % 5 === 4 ? 16 * x : x),
      target: random.ids(rows!, 0, vocabulary!),
    };
    const { lse } = forward("token_log_probability", given, dims);
    return { ...given, lse: lse! };
  },
};

/** Workloads by the kernel's name. */
export const classifyWorkloads: Workloads = {
  token_log_probability: classification,
  token_log_probability_grad: classification,
  token_log_probability_grad_in_place: classification,
};
