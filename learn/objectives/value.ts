/**
 * The regression of a value model on returns, as in the actor-critic part of
 * PPO (arXiv 1707.06347, equation 9), without clipping.
 *
 *   loss = 1/2 mean over tokens of (V_t - R_t)^2
 *
 * V_t is read where the policy predicts the token y_t, so it knows the prompt
 * and the tokens before. The model is a trunk with a scalar head, read at every
 * position.
 *
 * @module
 */

import { reshape } from "../graph/graph.ts";
import { affine, dot, square, subtract } from "../graph/operations.ts";
import type { Model } from "../models/model.ts";
import type { BuildObjective } from "./objective.ts";

/**
 * The objective over batches of a fixed shape. Its slots, all [batch, time]:
 * `tokens` and `position` as in `sequenceSlots`; `weights`, each token's share
 * of the mean (see `crossEntropyWeights`); `returns`.
 */
export function valueRegression(
  model: Model,
  batch: number,
  time: number,
): BuildObjective {
  return (weights, slot) => {
    const shape = [batch, time];
    const ids = slot("tokens", "u32", shape);
    const position = slot("position", "u32", shape);
    const shares = slot("weights", "f32", shape);
    const returns = slot("returns", "f32", shape);
    const hidden = model.hidden(weights, ids, position);
    const values = reshape(model.scores(weights, hidden), shape);
    return {
      loss: affine(dot(square(subtract(values, returns)), shares), 0.5),
    };
  };
}
