/**
 * The log-probability of given tokens under a row-wise softmax. Cross-entropy,
 * the contrastive loss and the policy losses are all built on it.
 *
 * @module
 */

import { type Kernel, read, size, update, write } from "./kernel.ts";

const logits = size("rows", "vocabulary");
const rows = size("rows");
const dims = ["rows", "vocabulary"] as const;

/**
 * `y[r] = log softmax(logits[r])[target[r]]`.
 *
 * Error: absolute; that of e^x over the row's spread, gamma(vocabulary + 2),
 * the logarithm's, and 2 u of |lse| and of the greatest logit.
 */
export const tokenLogProbability: Kernel = {
  name: "token_log_probability",
  doc:
    "lse[r] = log sum_v e^logits[r, v]; y[r] = logits[r, target[r]] - lse[r]",
  operands: [
    read("logits", logits),
    read("target", rows, "u32"),
    write("y", rows),
    write("lse", rows),
  ],
  dims,
  constants: [],
  flops: ({ rows, vocabulary }) => 4 * rows! * vocabulary!,
  reference([logits, target, y, lse], { rows, vocabulary }) {
    for (let r = 0; r < rows!; r++) {
      let top = -Infinity, total = 0;
      for (let v = 0; v < vocabulary!; v++) {
        top = Math.max(top, logits![r * vocabulary! + v]!);
      }
      for (let v = 0; v < vocabulary!; v++) {
        total += Math.exp(logits![r * vocabulary! + v]! - top);
      }
      lse![r] = top + Math.log(total);
      y![r] = logits![r * vocabulary! + target![r]!]! - lse![r]!;
    }
  },
};

/**
 * The gradient with respect to the logits.
 *
 * Error: |dy| (p (that of e^x, and u (|x| + 2)) + 2 u), with x = logits - lse.
 */
export const tokenLogProbabilityGrad: Kernel = {
  name: "token_log_probability_grad",
  doc: "dlogits[r, v] = dy[r] ([v = target[r]] - e^(logits[r, v] - lse[r]))",
  operands: [
    read("logits", logits),
    read("target", rows, "u32"),
    read("lse", rows),
    read("dy", rows),
    write("dlogits", logits),
  ],
  dims,
  constants: [],
  flops: ({ rows, vocabulary }) => 3 * rows! * vocabulary!,
  reference([logits, target, lse, dy, dlogits], { rows, vocabulary }) {
    for (let r = 0; r < rows!; r++) {
      for (let v = 0; v < vocabulary!; v++) {
        const i = r * vocabulary! + v;
        const p = Math.exp(logits![i]! - lse![r]!);
        dlogits![i] = dy![r]! * ((v === target![r] ? 1 : 0) - p);
      }
    }
  },
};

/**
 * The same gradient, written over the logits.
 *
 * Error: the same.
 */
export const tokenLogProbabilityGradInPlace: Kernel = {
  name: "token_log_probability_grad_in_place",
  doc: "logits[r, v] = dy[r] ([v = target[r]] - e^(logits[r, v] - lse[r]))",
  operands: [
    update("logits", logits),
    read("target", rows, "u32"),
    read("lse", rows),
    read("dy", rows),
  ],
  dims,
  constants: [],
  flops: tokenLogProbabilityGrad.flops,
  reference([logits, target, lse, dy], dims, constants) {
    tokenLogProbabilityGrad.reference(
      [logits!.slice(), target!, lse!, dy!, logits!],
      dims,
      constants,
    );
  },
};
