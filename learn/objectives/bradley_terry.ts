/**
 * The Bradley-Terry loss of a reward model: the demonstration y is to score
 * higher than the policy's own response z to the same prompt (arXiv 2405.17888,
 * Algorithm 1, with the log-sigmoid link of its code).
 *
 *   loss = - mean of log sigmoid(r(y) - r(z))
 *
 * The reward is read at the response's last token.
 *
 * @module
 */

import { affine, dot, logSigmoid, rowDot } from "../graph/operations.ts";
import { reshape } from "../graph/graph.ts";
import type { Model } from "../models/model.ts";
import type { BuildObjective } from "./objective.ts";

/**
 * The objective over `pairs` pairs. Rows alternate: demonstration, own
 * response. Its slots: `tokens` and `position` [2 pairs, time], `last`
 * [2 pairs], `signs` [pairs, 2] and `shares` [pairs] as in `pairs.ts`.
 *
 * It reports the mean margin r(y) - r(z).
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
    const hidden = model.hidden(weights, ids, position);
    const rewards = reshape(model.score(weights, hidden, last), [pairs, 2]);
    const margin = rowDot(rewards, signs);
    return {
      loss: affine(dot(logSigmoid(margin), shares), -1),
      watch: { margin: dot(margin, shares) },
    };
  };
}
