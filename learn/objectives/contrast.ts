/**
 * The contrastive loss of SPIN (arXiv 2401.01335, equation 4.7), IRFT (arXiv
 * 2405.17888, Algorithm 2) and DPO (arXiv 2305.18290, equation 7): one formula,
 * three uses. They differ in where the losing response comes from and in when
 * the reference is reset.
 *
 *   u = beta ([log pi(y) - log ref(y)] - [log pi(z) - log ref(z)])
 *   loss = mean of link(u) - anchor mean of log pi(y) per token
 *
 * with y the demonstration and z the policy's own response to the same prompt,
 * log-probabilities summed over the response and its end. The anchor is the
 * usual remedy where both likelihoods fall.
 *
 * @module
 */

import {
  add,
  affine,
  dot,
  logSigmoid,
  multiply,
  relu,
  rowDot,
  rowSum,
  subtract,
  whereAboveZero,
} from "../graph/operations.ts";
import { reshape, type Tensor } from "../graph/graph.ts";
import type { Batch } from "../data/sequence.ts";
import type { Model } from "../models/model.ts";
import { sequenceSlots, targetLogProbabilities } from "./likelihood.ts";
import type { BuildObjective } from "./objective.ts";

/** Names of the links. */
export const links = ["log-sigmoid", "hinge", "linear"] as const;

/** A link: what is minimised, as a function of the margin u. */
export type Link = typeof links[number];

/** Applies a link. All of them fall as the margin grows. */
export function applyLink(link: Link, u: Tensor): Tensor {
  switch (link) {
    case "log-sigmoid":
      return affine(logSigmoid(u), -1);
    case "hinge":
      return relu(affine(u, -1, 1));
    case "linear":
      return affine(u, -1);
  }
}

/** The loss's settings. */
export interface ContrastSettings {
  readonly link: Link;
  readonly beta: number;
}

/**
 * The objective over `pairs` pairs. Rows alternate: demonstration, own
 * response. Beside the slots of `sequenceSlots` for 2 pairs sequences:
 *
 * - `mask` [2 pairs, time];
 * - `reference` [2 pairs]: log ref of each response;
 * - `signs` [pairs, 2]: see `pairs.ts`;
 * - `shares` [pairs]: each pair's share of the mean (0 for an empty pair);
 * - `anchor` [2 pairs, time]: weights of the anchor, see
 *   {@linkcode anchorWeights}.
 *
 * It reports the mean margin u, the mean log-probability of each side, and under
 * `reward accuracy` the share of pairs whose margin is positive; one of zero, as
 * before the first step, counts half.
 */
export function contrast(
  model: Model,
  pairs: number,
  time: number,
  { link, beta }: ContrastSettings,
): BuildObjective {
  return (weights, slot) => {
    const rows = 2 * pairs;
    const { ids, targets, position } = sequenceSlots(slot, rows, time);
    const mask = slot("mask", "f32", [rows, time]);
    const reference = slot("reference", "f32", [rows]);
    const signs = slot("signs", "f32", [pairs, 2]);
    const shares = slot("shares", "f32", [pairs]);
    const anchor = slot("anchor", "f32", [rows, time]);
    const tokens = targetLogProbabilities(
      model,
      weights,
      ids,
      targets,
      position,
    );
    const sequence = rowSum(multiply(tokens, mask));
    const ratio = reshape(subtract(sequence, reference), [pairs, 2]);
    const u = affine(rowDot(ratio, signs), beta);
    const loss = subtract(
      dot(applyLink(link, u), shares),
      dot(tokens, anchor),
    );
    const both = reshape(sequence, [pairs, 2]);
    const margin = dot(u, shares);
    // Each pair's difference and sum give the two sides apart.
    const difference = dot(rowDot(both, signs), shares);
    const total = dot(rowSum(both), shares);
    const ones = affine(shares, 0, 1);
    const above = dot(whereAboveZero(u, ones), shares);
    const below = dot(whereAboveZero(affine(u, -1), ones), shares);
    return {
      loss,
      watch: {
        margin,
        chosen: affine(add(total, difference), 0.5),
        rejected: affine(subtract(total, difference), 0.5),
        "reward accuracy": affine(subtract(above, below), 0.5, 0.5),
      },
    };
  };
}

/**
 * Data for the slot `anchor`: `weight` times the cross-entropy weights of the
 * demonstrations alone.
 */
export function anchorWeights(batch: Batch, weight: number): Float32Array {
  const { mask, time } = batch;
  const chosen = mask.map((x, i) => Math.floor(i / time) % 2 === 0 ? x : 0);
  const total = chosen.reduce((n, x) => n + x, 0);
  return chosen.map((x) => total === 0 ? 0 : weight * x / total);
}
