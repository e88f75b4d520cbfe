/**
 * The Bradley-Terry loss of a reward model: the demonstration y is to score
 * higher than the policy's own response z to the same prompt (arXiv 2405.17888,
 * Algorithm 1, with the log-sigmoid link of its code).
 *
 *   d = r(y) - r(z)
 *   loss = - mean of (1 - a) log sigmoid(d) + a log sigmoid(-d)
 *
 * with the reward read at the response's last token, and a the probability that
 * the pair is the wrong way round: 0 for an ordinary pair, 1 for one whose label
 * is flipped, in between for a soft label (arXiv 2401.06080, section 2). Read at
 * every position instead, it is `position_wise.ts`.
 *
 * @module
 */

import { reshape, type Tensor } from "../graph/graph.ts";
import {
  add,
  affine,
  dot,
  logSigmoid,
  rowDot,
  subtract,
  whereAboveZero,
} from "../graph/operations.ts";
import type { Model } from "../models/model.ts";
import type { BuildObjective, Objective } from "./objective.ts";

/**
 * The objective over `pairs` pairs. Rows alternate: demonstration, own
 * response. Its slots: `tokens` and `position` [2 pairs, time], `last`
 * [2 pairs], `signs` [pairs, 2] and `shares` [pairs] as in `pairs.ts`, and
 * `flips` [pairs]: each pair's share times its a.
 *
 * It reports the mean margin d, and under `reward accuracy` the share of pairs
 * whose demonstration scores higher, equal scores counting half, whatever the
 * labels say.
 */
export function bradleyTerry(
  model: Model,
  pairs: number,
  time: number,
): BuildObjective {
  return (weights, slot) => {
    const rows = 2 * pairs;
    const ids = slot("tokens", "u32", [rows, time]);
    const position = slot("position", "u32", [rows, time]);
    const last = slot("last", "u32", [rows]);
    const signs = slot("signs", "f32", [pairs, 2]);
    const shares = slot("shares", "f32", [pairs]);
    const flips = slot("flips", "f32", [pairs]);
    const hidden = model.hidden(weights, ids, position);
    const rewards = reshape(model.score(weights, hidden, last), [pairs, 2]);
    return bradleyTerryLoss(rowDot(rewards, signs), shares, flips, shares);
  };
}

/**
 * The loss of given differences of rewards.
 *
 * @param margins r(y) - r(z), [n].
 * @param shares Each difference's share of the loss, [n].
 * @param flips Its share times the probability that its label is wrong, [n].
 * @param reported Its share of the reported margin and accuracy, [n].
 */
export function bradleyTerryLoss(
  margins: Tensor,
  shares: Tensor,
  flips: Tensor,
  reported: Tensor,
): Objective {
  const right = dot(logSigmoid(margins), subtract(shares, flips));
  const wrong = dot(logSigmoid(affine(margins, -1)), flips);
  const ones = affine(reported, 0, 1);
  const above = whereAboveZero(margins, ones);
  const below = whereAboveZero(affine(margins, -1), ones);
  const ranked = affine(subtract(above, below), 0.5, 0.5);
  return {
    loss: affine(add(right, wrong), -1),
    watch: {
      margin: dot(margins, reported),
      "reward accuracy": dot(ranked, reported),
    },
  };
}
