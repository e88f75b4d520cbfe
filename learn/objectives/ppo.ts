/**
 * Proximal policy optimisation (PPO, arXiv 1707.06347, equation 7) over the
 * tokens of responses.
 *
 *   q_t = pi(y_t) / old(y_t)
 *   loss = - mean over tokens of min(q_t A_t, clip(q_t, 1 - e, 1 + e) A_t)
 *
 * with `old` the policy that drew the samples. The penalty for leaving the
 * reference is in the advantages (`gae.ts`). Value functions are learned apart
 * from this (`value.ts`).
 *
 * @module
 */

import {
  add,
  affine,
  dot,
  exp,
  multiply,
  relu,
  subtract,
  sum,
  whereAboveZero,
} from "../graph/operations.ts";
import type { Model } from "../models/model.ts";
import { sequenceSlots, targetLogProbabilities } from "./likelihood.ts";
import type { BuildObjective } from "./objective.ts";

/** The loss's settings. */
export interface PpoSettings {
  /** How far a ratio may leave 1 before its gradient ends: e above. */
  readonly clip: number;
}

/**
 * The objective over batches of a fixed shape. Beside the slots of
 * `sequenceSlots`, all [batch, time] and 0 outside of the responses:
 *
 * - `old`: the tokens' log-probabilities when they were drawn;
 * - `advantages`;
 * - `weights`: each token's share of the mean, see `crossEntropyWeights`.
 *
 * It reports under `clipped share` the share of tokens that the clipping cuts
 * off from the gradient.
 */
export function ppo(
  model: Model,
  batch: number,
  time: number,
  { clip }: PpoSettings,
): BuildObjective {
  return (weights, slot) => {
    const { ids, targets, position } = sequenceSlots(slot, batch, time);
    const shape = [batch, time];
    const old = slot("old", "f32", shape);
    const advantages = slot("advantages", "f32", shape);
    const shares = slot("weights", "f32", shape);
    const tokens = targetLogProbabilities(
      model,
      weights,
      ids,
      targets,
      position,
    );
    const ratio = exp(subtract(tokens, old));
    // The minimum is the unclipped term less what goes beyond the border on
    // the side to which the advantage draws.
    const above = relu(affine(ratio, 1, -1 - clip));
    const below = relu(affine(ratio, -1, 1 - clip));
    const against = affine(advantages, -1);
    const beyond = add(
      multiply(above, relu(advantages)),
      multiply(below, relu(against)),
    );
    const cut = add(
      whereAboveZero(above, whereAboveZero(advantages, shares)),
      whereAboveZero(below, whereAboveZero(against, shares)),
    );
    return {
      loss: dot(subtract(beyond, multiply(ratio, advantages)), shares),
      watch: { "clipped share": sum(cut) },
    };
  };
}
