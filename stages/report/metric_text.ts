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
  /** Within a sentence. */
  readonly phrase: string;
  /** For an axis, with the unit. */
  readonly axis: string;
  /** A name for a narrow column. */
  readonly short: string;
  /** What is measured, in a phrase. */
  readonly hint: string;
  readonly write: (value: number) => string;
}

const three = (value: number) => fixed(value, 3);
const two = (value: number) => fixed(value, 2);

/** How each metric is shown. */
export const metricTexts: Readonly<Record<MetricName, MetricText>> = {
  per_greedy: {
    title: "Phoneme error rate, greedy",
    phrase: "greedy phoneme error rate",
    axis: "errors per phoneme",
    short: "PER",
    hint: "Edits per reference phoneme, arg-max. Lower is better.",
    write: three,
  },
  per_sampled: {
    title: "Phoneme error rate, sampled",
    phrase: "phoneme error rate at temperature 1",
    axis: "errors per phoneme",
    short: "PER T=1",
    hint:
      "Edits per reference phoneme, sampled at temperature 1. Lower is better.",
    write: three,
  },
  per_t07: {
    title: "Phoneme error rate, sampled at T = 0.7",
    phrase: "phoneme error rate at temperature 0.7",
    axis: "errors per phoneme",
    short: "PER T=0.7",
    hint:
      "Edits per reference phoneme, sampled at temperature 0.7. Lower is better.",
    write: three,
  },
  word_accuracy_greedy: {
    title: "Word accuracy, greedy",
    phrase: "greedy word accuracy",
    axis: "word accuracy (share of words)",
    short: "words right",
    hint: "Share of words that are right as a whole, arg-max decoding. " +
      "Higher is better.",
    write: three,
  },
  word_accuracy_sampled: {
    title: "Word accuracy, sampled",
    phrase: "word accuracy at temperature 1",
    axis: "word accuracy (share of words)",
    short: "words right T=1",
    hint:
      "Share of words right as a whole, sampled at temperature 1. Higher is better.",
    write: three,
  },
  word_accuracy_t07: {
    title: "Word accuracy, sampled at T = 0.7",
    phrase: "word accuracy at temperature 0.7",
    axis: "word accuracy (share of words)",
    short: "words right T=0.7",
    hint:
      "Share of words right as a whole, sampled at temperature 0.7. Higher is better.",
    write: three,
  },
  low_quality_rate: {
    title: "Low-quality outputs",
    phrase: "low-quality rate",
    axis: "low-quality outputs (share)",
    short: "low rate",
    hint: "Share of sampled outputs of the injected kind. Lower is better.",
    write: percent,
  },
  margin: {
    title: "Margin",
    phrase: "margin",
    axis: "margin (nats)",
    short: "margin",
    hint:
      "Mean of log \u03c0(clean) \u2212 log \u03c0(low quality), in nats. " +
      "Higher is better.",
    write: two,
  },
  kl_to_base: {
    title: "Distance from the base",
    phrase: "KL divergence to the base",
    axis: "KL divergence to the base (nats)",
    short: "KL to base",
    hint: "KL divergence to the base policy, in nats a response.",
    write: two,
  },
  entropy: {
    title: "Entropy",
    phrase: "entropy",
    axis: "entropy (nats)",
    short: "entropy",
    hint: "How varied the policy\u2019s own responses are, in nats a response.",
    write: two,
  },
  perplexity: {
    title: "Perplexity",
    phrase: "perplexity of held-out references",
    axis: "perplexity (a token)",
    short: "perplexity",
    hint: "Of held-out references, a token. Lower is better.",
    write: two,
  },
  judge_reward: {
    title: "Reward by a judge",
    phrase: "judge\u2019s reward",
    axis: "reward",
    short: "judge",
    hint: "Mean reward of sampled outputs by a judge that no method learned " +
      "from. Higher is better.",
    write: two,
  },
};
