/**
 * Responses to held-out words against the accepted pronunciations.
 *
 * @module
 */

import { splitReferences } from "../data/columns.ts";
import type { Evaluation, Metrics } from "../evaluation_file.ts";
import { isLowQuality, type LowQualityKind } from "../metrics/low_quality.ts";
import { phonemeErrorRate } from "../metrics/phoneme_error_rate.ts";
import { mean } from "../statistics/mean.ts";

/** A held-out word, as `references` has it. */
export interface Word {
  readonly prompt: string;
  readonly references: string;
}

/** The texts of the responses to each word, by how they were drawn. */
export interface Responses {
  readonly greedy: readonly string[];
  /** At temperature 1. */
  readonly sampled: readonly string[];
  /** At temperature 0.7. */
  readonly t07: readonly string[];
}

/** Error rates, word accuracies, and the share of low quality at T=1. */
export function judgeResponses(
  words: readonly Word[],
  responses: Responses,
  kind: LowQualityKind,
): {
  readonly metrics: Metrics;
  readonly errors: NonNullable<Evaluation["errors"]>;
} {
  const accepted = words.map(({ references }) => splitReferences(references));
  const rates = (texts: readonly string[]) =>
    texts.map((text, i) => phonemeErrorRate(text, accepted[i]!));
  const greedy = rates(responses.greedy);
  const sampled = rates(responses.sampled);
  const t07 = rates(responses.t07);
  const low = responses.sampled.map((response, i) =>
    isLowQuality(kind, {
      prompt: words[i]!.prompt,
      response,
      references: accepted[i]!,
    })
  );
  return {
    metrics: {
      per_greedy: mean(greedy),
      per_sampled: mean(sampled),
      per_t07: mean(t07),
      word_accuracy_greedy: share(greedy.map((rate) => rate === 0)),
      word_accuracy_sampled: share(sampled.map((rate) => rate === 0)),
      word_accuracy_t07: share(t07.map((rate) => rate === 0)),
      low_quality_rate: share(low),
    },
    errors: {
      greedy: greedy.map(fourDigits),
      sampled: sampled.map(fourDigits),
      t07: t07.map(fourDigits),
    },
  };
}

function share(tests: readonly boolean[]): number {
  return mean(tests.map(Number));
}

/** Enough for a histogram, and to tell two error rates of a word apart. */
export function fourDigits(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
