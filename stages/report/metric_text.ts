/**
 * What the metrics are called, and how their values are written.
 *
 * @module
 */

import { fixed, percent } from "../../web/report/number.ts";
import type { MetricName } from "../evaluation_file.ts";

/** How a metric is shown. */
export interface MetricText {
  readonly title: string;
  /** For an axis, with the unit. */
  readonly axis: string;
  /** A name for a narrow column. */
  readonly short: string;
  /** What is measured, in a phrase. */
  readonly hint: string;
  /** Which way is good; none where neither is. */
  readonly good: "low" | "high" | undefined;
  readonly write: (value: number) => string;
}

const three = (value: number) => fixed(value, 3);
const two = (value: number) => fixed(value, 2);

/** How each metric is shown. */
export const metricTexts: Readonly<Record<MetricName, MetricText>> = {
  per_greedy: {
    title: "Phoneme error rate, greedy",
    axis: "errors per phoneme",
    short: "PER greedy",
    hint: "Edits per reference phoneme, arg-max. Lower is better.",
    good: "low",
    write: three,
  },
  per_sampled: {
    title: "Phoneme error rate, sampled",
    axis: "errors per phoneme",
    short: "PER sampled",
    hint: "The same, sampled at temperature 1. Lower is better.",
    good: "low",
    write: three,
  },
  per_t07: {
    title: "Phoneme error rate, sampled at T = 0.7",
    axis: "errors per phoneme",
    short: "PER T=0.7",
    hint: "The same, sampled at temperature 0.7. Lower is better.",
    good: "low",
    write: three,
  },
  word_accuracy_greedy: {
    title: "Word accuracy, greedy",
    axis: "word accuracy (share of words)",
    short: "Accuracy greedy",
    hint: "Share of words that are right as a whole, arg-max decoding. " +
      "Higher is better.",
    good: "high",
    write: three,
  },
  word_accuracy_sampled: {
    title: "Word accuracy, sampled",
    axis: "word accuracy (share of words)",
    short: "Accuracy sampled",
    hint: "The same, sampled at temperature 1. Higher is better.",
    good: "high",
    write: three,
  },
  word_accuracy_t07: {
    title: "Word accuracy, sampled at T = 0.7",
    axis: "word accuracy (share of words)",
    short: "Accuracy T=0.7",
    hint: "The same, sampled at temperature 0.7. Higher is better.",
    good: "high",
    write: three,
  },
  low_quality_rate: {
    title: "Low-quality outputs",
    axis: "low-quality outputs (share)",
    short: "Low quality",
    hint: "Share of sampled outputs of the injected kind. Lower is better.",
    good: "low",
    write: percent,
  },
  margin: {
    title: "Margin",
    axis: "margin (nats)",
    short: "Margin",
    hint:
      "Mean of log \u03c0(clean) \u2212 log \u03c0(low quality), in nats. " +
      "Higher is better.",
    good: "high",
    write: two,
  },
  kl_to_base: {
    title: "Distance from the base",
    axis: "KL divergence to the base (nats)",
    short: "KL to base",
    hint: "KL divergence to the base policy, in nats a response.",
    good: undefined,
    write: two,
  },
  entropy: {
    title: "Entropy",
    axis: "entropy (nats)",
    short: "Entropy",
    hint: "How varied the policy\u2019s own responses are, in nats a response.",
    good: undefined,
    write: two,
  },
  perplexity: {
    title: "Perplexity",
    axis: "perplexity (a token)",
    short: "Perplexity",
    hint: "Of held-out references, a token. Lower is better.",
    good: "low",
    write: two,
  },
  judge_reward: {
    title: "Reward by a judge",
    axis: "reward",
    short: "Judge",
    hint: "Mean reward of sampled outputs by a judge that no method learned " +
      "from. Higher is better.",
    good: "high",
    write: two,
  },
};
