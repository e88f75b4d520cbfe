/**
 * The shape of an evaluation: one arm on one set of held-out prompts.
 *
 * @module
 */

import { z } from "zod";
import { lawSchema } from "./law/law.ts";
import { lowQualityKinds } from "./metrics/low_quality.ts";

/** The metrics of an evaluation, by name, in the order of the tables. */
export const metricNames = [
  /** Phoneme error rate, greedy. */
  "per_greedy",
  /** Phoneme error rate, sampled at temperature 1. */
  "per_sampled",
  /** Phoneme error rate, sampled at temperature 0.7. */
  "per_t07",
  /** Share of words that are all right, greedy. */
  "word_accuracy_greedy",
  /** The same, sampled at temperature 1. */
  "word_accuracy_sampled",
  /** The same, sampled at temperature 0.7. */
  "word_accuracy_t07",
  /** Share of the samples at temperature 1 that are of the kind. */
  "low_quality_rate",
  /** Mean of log pi(clean) - log pi(low-quality), nats. */
  "margin",
  /** KL(pi || base), nats a response. */
  "kl_to_base",
  /** Entropy of the policy, nats a response. */
  "entropy",
  /** exp of the mean negative log-likelihood of held-out references, a token. */
  "perplexity",
  /** Mean reward of the samples by a judge that no arm has learned from. */
  "judge_reward",
] as const;

/** A metric's name. */
export type MetricName = typeof metricNames[number];

/** Those metrics that an evaluation has: not every task has a gold metric. */
export const metricsSchema = z.partialRecord(z.enum(metricNames), z.number());

/** Where an evaluated policy stands in the sweep. */
export const coordinates = {
  /** The arm: a method with its settings, such as `rft/beta=0.3`. */
  method: z.string().min(1),
  /** The kind of low quality that is injected and measured. */
  kind: z.enum(lowQualityKinds),
  /** The share of low-quality rows among the base's pre-training data. */
  baseRatio: z.number().min(0).max(1),
  /**
   * The share of low-quality rows among the demonstrations; null where the arm
   * has seen none, which is the base.
   */
  ratio: z.number().min(0).max(1).nullable(),
  seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  /** Null where the law of odds says nothing of the arm. */
  law: lawSchema.nullable(),
};

/** What an arm took after the base: the sums of its stages' accounts. */
export const computeSchema = z.strictObject({
  flops: z.number().nonnegative(),
  trainedTokens: z.number().nonnegative(),
  generatedTokens: z.number().nonnegative(),
  scoredTokens: z.number().nonnegative(),
});

/** How one arm did. */
export const evaluationSchema = z.strictObject({
  version: z.literal(2),
  ...coordinates,
  prompts: z.int(),
  metrics: metricsSchema,
  /**
   * Per prompt, in the references' order: the phoneme error rate with 4
   * digits. Absent where there is no gold metric.
   */
  errors: z.strictObject({
    greedy: z.array(z.number()),
    /** Sampled at temperature 1. */
    sampled: z.array(z.number()),
    /** Sampled at temperature 0.7. */
    t07: z.array(z.number()),
  }).optional(),
  /**
   * Per prompt: the judge's reward of the sample at temperature 1, with 4
   * digits. Absent where there is no judge.
   */
  rewards: z.array(z.number()).optional(),
  /**
   * log pi(clean) - log pi(low-quality), nats with 4 digits, of each prompt
   * whose reference has a low-quality version.
   */
  margins: z.array(z.number()),
  compute: computeSchema,
  /** What the policy says to the first few prompts. */
  examples: z.array(z.strictObject({
    prompt: z.string(),
    reference: z.string(),
    greedy: z.string(),
    sampled: z.string(),
  })),
});

/** How one arm did. */
export type Evaluation = z.output<typeof evaluationSchema>;
/** What an arm took. */
export type Compute = z.output<typeof computeSchema>;
/** The metrics that an evaluation has. */
export type Metrics = z.output<typeof metricsSchema>;
