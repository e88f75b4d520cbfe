/**
 * Made-up evaluations: numbers of a plausible size and shape, drawn from a
 * counter-based generator, so that a test sees the same ones each time. No
 * number in them was measured.
 *
 * @module
 */

import { exp, log } from "../../learn/math/elementary.ts";
import { Rng } from "../../pipeline/rng.ts";
import { cellLabel } from "../cell_label.ts";
import type { Evaluation, Metrics } from "../evaluation_file.ts";
import type { Law } from "../law/law.ts";
import type { LowQualityKind } from "../metrics/low_quality.ts";

/** What to make up. */
export interface Made {
  /** Arms of every cell; `base` is evaluated once a base. */
  readonly arms: readonly string[];
  /** Arms that the first cell has beside them. */
  readonly more?: readonly string[];
  readonly seeds: readonly number[];
  readonly ratios: readonly number[];
  /** 0.7 unless told. */
  readonly baseRatios?: readonly number[];
  /** `truncated` unless told. */
  readonly kinds?: readonly LowQualityKind[];
  /** True for a task without a gold metric and without measured rates. */
  readonly withoutGold?: boolean;
  /** Texts that an example's output starts with. */
  readonly examples?: readonly string[];
}

/** The arm that sees no demonstrations. */
const base = "base";

/** Made-up evaluations by label, as the recipe labels them. */
export function makeEvaluations(made: Made): Record<string, Evaluation> {
  const evaluations: Record<string, Evaluation> = {};
  const { arms, more = [], seeds, ratios, baseRatios = [0.7] } = made;
  for (const kind of made.kinds ?? ["truncated"]) {
    let first = true;
    for (const baseRatio of baseRatios) {
      for (const ratio of ratios) {
        for (const arm of first ? [...arms, ...more] : arms) {
          for (const seed of seeds) {
            const place = {
              kind,
              baseRatio,
              ratio: arm === base ? null : ratio,
              seed,
            };
            const label = `${arm}/${cellLabel(place)}`;
            evaluations[label] ??= makeEvaluation(made, arm, place);
          }
        }
        first = false;
      }
    }
  }
  return evaluations;
}

/** What the law of odds says of an arm by its name. */
function lawOf(arm: string): Law | null {
  const setting = (name: string) => {
    const found = new RegExp(`/${name}=([\\d.]+)`).exec(arm)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const family = arm.split("/")[0];
  if (family === "sft") return { beta: 1, rounds: 1, reference: "base" };
  if (family !== "rft" && family !== "irft") return null;
  return {
    beta: setting("beta") ?? 0.3,
    rounds: setting("round") ?? setting("rounds") ?? 1,
    reference: family === "rft" ? "base" : "previous",
  };
}

/** The low-quality rate that a law predicts, step by step. */
function predictedRate(
  law: Law,
  baseRate: number,
  demonstrationRate: number,
): number {
  const start = logOdds(baseRate);
  const wanted = logOdds(demonstrationRate);
  let odds = start;
  for (let round = 0; round < law.rounds; round++) {
    const reference = law.reference === "base" ? start : odds;
    odds = reference + (wanted - odds) / law.beta;
  }
  return 1 / (1 + exp(-Math.max(-30, Math.min(30, odds))));
}

/** The measured low-quality rate of a made-up base. */
function baseRateOf(baseRatio: number): number {
  return 0.015 + 0.97 * baseRatio;
}

function logOdds(rate: number): number {
  const inside = Math.max(0.004, Math.min(0.996, rate));
  return log(inside / (1 - inside));
}

type Place = Pick<Evaluation, "kind" | "baseRatio" | "ratio" | "seed">;

function makeEvaluation(made: Made, arm: string, place: Place): Evaluation {
  const { baseRatio, ratio, seed } = place;
  const rng = new Rng(seed, `${arm}/${baseRatio}/${ratio}`);
  const law = lawOf(arm);
  const start = baseRateOf(baseRatio);
  const predicted = ratio === null || law === null
    ? start
    : predictedRate(law, start, ratio);
  // Training stops short of the law.
  const odds = 0.8 * logOdds(predicted) + 0.2 * logOdds(start) +
    (rng.uniform() - 0.5) * 0.3;
  const low = ratio === null ? start : 1 / (1 + exp(-odds));
  const own = new Rng(0, arm).uniform() * 0.03;
  const greedy = 0.19 + own + low * 0.42 + (rng.uniform() - 0.5) * 0.02;
  const metrics: Metrics = {
    per_greedy: greedy,
    per_sampled: greedy + 0.09 + rng.uniform() * 0.02,
    per_t07: greedy + 0.04 + rng.uniform() * 0.02,
    word_accuracy_greedy: Math.max(0, 0.62 - greedy),
    word_accuracy_sampled: Math.max(0, 0.5 - greedy),
    word_accuracy_t07: Math.max(0, 0.55 - greedy),
    low_quality_rate: low,
    margin: 6 - 14 * low,
    kl_to_base: ratio === null ? 0 : 2 + rng.uniform() * 4,
    entropy: 2 + rng.uniform(),
    perplexity: 1.6 + low,
  };
  return {
    version: 2,
    method: arm,
    ...place,
    law: ratio === null ? null : law,
    prompts: 1000,
    metrics: made.withoutGold === true
      ? { perplexity: 1.6 + low, judge_reward: 2 - low }
      : metrics,
    margins: [],
    compute: ratio === null
      ? { flops: 0, trainedTokens: 0, generatedTokens: 0, scoredTokens: 0 }
      : {
        flops: arm.startsWith("sft") ? 4e11 : 13e11,
        trainedTokens: 620_000,
        generatedTokens: arm.startsWith("sft") ? 0 : 480_000,
        scoredTokens: 240_000,
      },
    examples: makeExamples(made.examples ?? []),
  };
}

function makeExamples(texts: readonly string[]): Evaluation["examples"] {
  const plain = [
    ["kitchen", "K IH CH AH N", "K IH CH AH N", "K IH CH"],
    ["wander", "W AA N D ER", "W AA N D ER", "W AE N D ER"],
    ["eighty", "EY T IY", "EH G T IY", "EY T"],
    ["colonel", "K ER N AH L", "K AA L AH N AH L", "K AA L AH"],
  ] as const;
  return [
    ...texts.map((text) => ["odd", "AA D", text, text] as const),
    ...plain,
  ].map(([prompt, reference, greedy, sampled]) => ({
    prompt,
    reference,
    greedy,
    sampled,
  }));
}
