/**
 * The weighted log-likelihood of responses, of which imitation and policy
 * gradients are the two uses: they differ in the weights alone.
 *
 *   loss = - sum over tokens of weight log pi(token | before)
 *
 * - Cross-entropy (SFT): weight = 1 / (response tokens in the batch).
 * - Policy gradient (RLOO, `rloo.ts`): weight = advantage / (sequences).
 *
 * @module
 */

import { affine, dot } from "../graph/operations.ts";
import type { Tensor } from "../graph/graph.ts";
import { type Batch, positions } from "../data/sequence.ts";
import type { Model, Weights } from "../models/model.ts";
import type { BuildObjective, Slot } from "./objective.ts";

/** Slots that every objective over sequences shares. */
export function sequenceSlots(
  slot: Slot,
  batch: number,
  time: number,
): { ids: Tensor; targets: Tensor; position: Tensor } {
  return {
    ids: slot("tokens", "u32", [batch, time]),
    targets: slot("targets", "u32", [batch, time]),
    position: slot("position", "u32", [batch, time]),
  };
}

/** Data for {@linkcode sequenceSlots}. */
export function sequenceData(batch: Batch): Record<string, Uint32Array> {
  return {
    tokens: batch.tokens,
    targets: batch.targets,
    position: positions(batch.batch, batch.time),
  };
}

/** Log-probabilities of all targets, [batch, time], in nats. */
export function targetLogProbabilities(
  model: Model,
  weights: Weights,
  ids: Tensor,
  targets: Tensor,
  position: Tensor,
): Tensor {
  const hidden = model.hidden(weights, ids, position);
  return model.logProbabilities(weights, hidden, targets);
}

/**
 * The objective, over batches of a fixed shape. Its slots are those of
 * {@linkcode sequenceSlots} and `weights`, [batch, time].
 */
export function likelihood(
  model: Model,
  batch: number,
  time: number,
): BuildObjective {
  return (weights, slot) => {
    const { ids, targets, position } = sequenceSlots(slot, batch, time);
    const weight = slot("weights", "f32", [batch, time]);
    const logProbability = targetLogProbabilities(
      model,
      weights,
      ids,
      targets,
      position,
    );
    return { loss: affine(dot(logProbability, weight), -1) };
  };
}

/**
 * Weights that make {@linkcode likelihood} the cross-entropy of the batch, in
 * nats per response token.
 *
 * @throws {RangeError} Where the batch has no response token.
 */
export function crossEntropyWeights(batch: Batch): Float32Array {
  const total = batch.mask.reduce((n, x) => n + x, 0);
  if (total === 0) {
    throw new RangeError("Cannot average over a batch without responses");
  }
  return batch.mask.map((x) => x / total);
}
