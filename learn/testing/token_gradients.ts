/**
 * The log-probabilities of single tokens and their gradients, in float64, from
 * `likelihood` with one weight at a time: what formulas of losses over tokens
 * are built from anew.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Batch } from "../data/sequence.ts";
import { likelihood, sequenceData } from "../objectives/likelihood.ts";
import { type Float64Objective, openInFloat64 } from "./float64_objective.ts";

/** A response's token. */
export interface TokenGradient {
  /** Its place in [batch, time]. */
  readonly at: number;
  /** In nats. */
  readonly logProbability: number;
  /** Of the log-probability, by the model's layout. */
  readonly gradient: Float64Array;
}

/** All response tokens of a batch under the rough tiny policy. */
export function tokenGradients(batch: Batch): TokenGradient[] {
  const weights = new Float32Array(batch.batch * batch.time);
  return [...batch.mask.keys()].filter((at) => batch.mask[at]).map((at) => {
    const opened = openInFloat64(
      "policy",
      (model) => likelihood(model, batch.batch, batch.time),
      { ...sequenceData(batch), weights: weights.map((_, i) => +(i === at)) },
    );
    const logProbability = -opened.value();
    return { at, logProbability, gradient: opened.gradients.map((g) => -g) };
  });
}

/**
 * Compares an objective with a formula over tokens.
 *
 * @param slope The loss's derivative by each token's log-probability.
 */
export function checkFormula(
  opened: Float64Objective,
  tokens: readonly TokenGradient[],
  loss: number,
  slope: (token: TokenGradient) => number,
): void {
  const near = (actual: number, expected: number) =>
    assert.ok(
      Math.abs(actual - expected) <= 1e-11 * (1 + Math.abs(expected)),
      `${actual}, not ${expected}`,
    );
  near(opened.value(), loss);
  const expected = new Float64Array(opened.gradients.length);
  for (const token of tokens) {
    const factor = slope(token);
    token.gradient.forEach((g, i) => expected[i]! += factor * g);
  }
  expected.forEach((g, i) => near(opened.gradients[i]!, g));
}
