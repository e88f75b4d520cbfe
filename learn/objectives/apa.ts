/**
 * Advantage-induced policy alignment (APA, arXiv 2306.02231, equation 5): the
 * log-probability of each token is drawn to a target by squares.
 *
 *   loss = mean over tokens of (log pi(y_t) - log ref(y_t) - c A_t)^2
 *
 * The paper writes c as 1 / lambda. Its target leaves the normaliser of
 * ref exp(c A) out; while the samples are the policy's own this changes
 * nothing, because the gradient of a constant times log pi has mean zero.
 *
 * What the optimum is hangs on the advantage:
 *
 * - Of the score alone (what the code of arXiv 2405.17888 does: the penalty is
 *   multiplied by 0, A is whitened over the batch, c = 10): each token weighs
 *   its own divergence and nobody weighs that of the tokens that follow. With
 *   whitened advantages c has no relation to beta.
 * - Of rewards with the penalty for the reference (`gae.ts`), the token's own
 *   penalty taken out again, and c = 1 / beta: A_t is beta times the log-ratio
 *   that the optimal policy has, and the optimum that of the KL-regularised
 *   problem, ref exp(score / beta) / Z (`withoutOwnPenalty`).
 *
 * @module
 */

import { dot, square, subtract } from "../graph/operations.ts";
import type { Batch } from "../data/sequence.ts";
import type { Model } from "../models/model.ts";
import type { TokenRatios } from "./gae.ts";
import { sequenceSlots, targetLogProbabilities } from "./likelihood.ts";
import type { BuildObjective } from "./objective.ts";

/**
 * The objective over batches of a fixed shape. Beside the slots of
 * `sequenceSlots`: `weights` [batch, time], each token's share of the mean (see
 * `crossEntropyWeights`), and `goals` [batch, time], see {@linkcode apaGoals}.
 */
export function apa(
  model: Model,
  batch: number,
  time: number,
): BuildObjective {
  return (weights, slot) => {
    const { ids, targets, position } = sequenceSlots(slot, batch, time);
    const shares = slot("weights", "f32", [batch, time]);
    const goals = slot("goals", "f32", [batch, time]);
    const tokens = targetLogProbabilities(
      model,
      weights,
      ids,
      targets,
      position,
    );
    return { loss: dot(square(subtract(tokens, goals)), shares) };
  };
}

/** Advantages with each token's own penalty, beta times its log-ratio, added. */
export function withoutOwnPenalty(
  { mask }: Batch,
  { logProbabilities, reference }: TokenRatios,
  advantages: ArrayLike<number>,
  beta: number,
): Float64Array {
  return Float64Array.from(
    mask,
    (x, i) =>
      x && advantages[i]! + beta * (logProbabilities[i]! - reference[i]!),
  );
}

/** Data for the slot `goals`: log ref + c A, 0 outside of the responses. */
export function apaGoals(
  { mask }: Batch,
  reference: ArrayLike<number>,
  advantages: ArrayLike<number>,
  c: number,
): Float32Array {
  return mask.map((x, i) => x && reference[i]! + c * advantages[i]!);
}
