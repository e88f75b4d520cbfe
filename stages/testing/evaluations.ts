/**
 * Plain evaluations for tests, each different in what a test is about.
 *
 * @module
 */

import type { Evaluation, Metrics } from "../evaluation_file.ts";

/** An evaluation that differs from a plain one in what is given. */
export function evaluationOf(
  given: Partial<Omit<Evaluation, "metrics">> & {
    readonly metrics?: Metrics;
  } = {},
): Evaluation {
  return {
    version: 2,
    method: "sft",
    kind: "truncated",
    baseRatio: 0.7,
    ratio: given.method === "base" ? null : 0.2,
    seed: 1,
    law: null,
    prompts: 2,
    margins: [1, 2],
    compute: {
      flops: 6e9,
      trainedTokens: 1000,
      generatedTokens: 0,
      scoredTokens: 10,
    },
    examples: [],
    ...given,
    metrics: {
      per_greedy: 0.25,
      per_sampled: 0.5,
      per_t07: 0.375,
      word_accuracy_greedy: 0.4,
      word_accuracy_sampled: 0.3,
      word_accuracy_t07: 0.35,
      low_quality_rate: 0.1,
      margin: 3.25,
      kl_to_base: 0.75,
      entropy: 4.5,
      ...given.metrics,
    },
  };
}
