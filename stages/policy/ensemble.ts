/**
 * The score that a policy is moved towards, of one reward or of an ensemble:
 *
 *   score = mean + weight (1 - decay)^step spread
 *
 * over the members' rewards of a response, with a step for each batch of
 * samples. A positive weight seeks what the members disagree on (RUNE, arXiv
 * 2205.12401, equation 4, which has it decay), a negative one avoids it
 * (pessimism, as Coste et al., arXiv 2310.02743, who take the variance).
 *
 * @module
 */

import { z } from "zod";
import { mean as meanOf } from "../statistics/mean.ts";
import { meanAndSpread } from "../statistics/spread.ts";

/** How rewards become a score. */
export const ensembleSchema = z.strictObject({
  /** Weight of the spread; 0 is the mean. */
  weight: z.number().default(0),
  /** The share of the weight that each batch of samples takes away. */
  decay: z.number().min(0).max(1).default(0),
  /**
   * Whether the spread is taken of rewards less each member's own mean over
   * the samples of the prompt. The Bradley-Terry loss leaves a constant for
   * each prompt undetermined, so that members can be far apart without
   * disagreeing on anything.
   */
  centred: z.boolean().default(true),
});

/** The settings of {@linkcode ensembleSchema}. */
export type EnsembleSettings = z.output<typeof ensembleSchema>;

/** What an ensemble says of samples, in their order. */
export interface Scores {
  readonly score: Float64Array;
  readonly mean: Float64Array;
  /** Standard deviation over the members (divided by their number). */
  readonly spread: Float64Array;
}

/**
 * Scores samples.
 *
 * @param members Each member's rewards of all samples.
 * @param each How many samples there are of each prompt; they stand together.
 * @param step The batch of samples, counted from 0.
 */
export function scoreByEnsemble(
  members: readonly ArrayLike<number>[],
  each: number,
  { weight, decay, centred }: EnsembleSettings,
  step: number,
): Scores {
  const samples = members[0]?.length ?? 0;
  const mean = new Float64Array(samples), spread = new Float64Array(samples);
  for (let i = 0; i < samples; i++) {
    mean[i] = meanOf(members.map((rewards) => rewards[i]!));
  }
  for (let from = 0; from < samples; from += each) {
    const to = Math.min(from + each, samples);
    const offsets = members.map((rewards) =>
      centred ? meanOf(Array.from(rewards).slice(from, to)) : 0
    );
    for (let i = from; i < to; i++) {
      spread[i] = meanAndSpread(
        members.map((rewards, j) => rewards[i]! - offsets[j]!),
      ).spread;
    }
  }
  const scale = weight * power(1 - decay, step);
  return { mean, spread, score: mean.map((x, i) => x + scale * spread[i]!) };
}

/** x^n for a whole n, by squaring: `Math.pow` is left to the engine. */
function power(x: number, n: number): number {
  if (n === 0) return 1;
  const half = power(x * x, Math.floor(n / 2));
  return n % 2 === 0 ? half : x * half;
}
