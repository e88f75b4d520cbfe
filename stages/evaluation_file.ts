/**
 * The shape of an evaluation: one policy on one set of held-out prompts.
 *
 * @module
 */

import { z } from "zod";

/** The metrics of an evaluation, by name, in the order of the result table. */
export const metricNames = [
  "per_greedy",
  "per_sampled",
  "word_accuracy_greedy",
  "word_accuracy_sampled",
  "low_quality_rate",
  "margin",
  "kl_to_base",
] as const;

/** A metric's name. */
export type MetricName = typeof metricNames[number];

/** How one policy did. */
export const evaluationSchema = z.strictObject({
  version: z.literal(1),
  method: z.string(),
  /** The share of low-quality rows among the demonstrations. */
  ratio: z.number(),
  /** The share of low-quality rows among the base's pre-training data. */
  baseRatio: z.number(),
  seed: z.int(),
  prompts: z.int(),
  metrics: z.record(z.enum(metricNames), z.number()),
  /** Per prompt: log pi(clean) - log pi(low-quality), in nats. */
  margins: z.array(z.number()),
  /** What the policy says to the first few prompts. */
  examples: z.array(z.strictObject({
    prompt: z.string(),
    reference: z.string(),
    greedy: z.string(),
    sampled: z.string(),
  })),
});

/** How one policy did. */
export type Evaluation = z.output<typeof evaluationSchema>;
