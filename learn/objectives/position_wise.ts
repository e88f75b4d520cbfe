/**
 * The Bradley-Terry loss read at every position, as the code of arXiv
 * 2405.17888 does it: the rewards of a demonstration y and of an own response z
 * to the same prompt are compared from the first position where they differ to
 * the end of the longer one.
 *
 *   d_t = r(y)_t - r(z)_t
 *   loss = - mean over pairs of the mean over t of
 *     (1 - a) log sigmoid(d_t) + a log sigmoid(-d_t)
 *
 * with a as in `bradley_terry.ts`. Three things are not as in that code:
 *
 * - It goes on to read the shorter response on its padding, which there is the
 *   end token over and over. Here the shorter response keeps the reward of its
 *   last token: that is the one read when the reward is used, and no policy ever
 *   sees what follows an end.
 * - It stops before the longer response's own end token, whose reward is thus
 *   used and never learned. Here the end takes part.
 * - It adds pairs up; here they are averaged, as in all other losses.
 *
 * When the reward is used it is read at the last token alone, here as there.
 *
 * @module
 */

import { reshape } from "../graph/graph.ts";
import { gatherRows } from "../graph/layers.ts";
import { rowDot } from "../graph/operations.ts";
import type { Sequence } from "../data/sequence.ts";
import type { Model } from "../models/model.ts";
import { bradleyTerryLoss } from "./bradley_terry.ts";
import type { BuildObjective } from "./objective.ts";

/**
 * The objective over `pairs` pairs. Rows alternate: demonstration, own
 * response. Beside `tokens` and `position` [2 pairs, time] its slots are those
 * of {@linkcode positionWiseData}.
 *
 * It reports the mean margin and the `reward accuracy` at the last token.
 */
export function positionWise(
  model: Model,
  pairs: number,
  time: number,
): BuildObjective {
  return (weights, slot) => {
    const rows = 2 * pairs, compared = pairs * time;
    const ids = slot("tokens", "u32", [rows, time]);
    const position = slot("position", "u32", [rows, time]);
    const read = slot("read", "u32", [compared, 2]);
    const signs = slot("signs", "f32", [compared, 2]);
    const shares = slot("shares", "f32", [compared]);
    const flips = slot("flips", "f32", [compared]);
    const ends = slot("ends", "f32", [compared]);
    const hidden = model.hidden(weights, ids, position);
    // Every position is scored once; comparisons then take what they need.
    const rewards = gatherRows(model.scores(weights, hidden), read);
    const margins = rowDot(reshape(rewards, [compared, 2]), signs);
    return bradleyTerryLoss(margins, shares, flips, ends);
  };
}

/** A pair of rows, and the probability that it is the wrong way round. */
export interface LabelledPair {
  readonly chosen: Sequence;
  readonly rejected: Sequence;
  readonly flip: number;
}

/**
 * Data for the slots of {@linkcode positionWise}, where `time` comparisons are
 * kept for each of `pairs` pairs:
 *
 * - `read` [pairs time, 2]: the rows whose rewards are compared;
 * - `shares` [pairs time]: each comparison's share of the loss;
 * - `flips` [pairs time]: its share times its pair's a;
 * - `ends` [pairs time]: 1 / pairs at the last position of each pair.
 *
 * The slot `signs` is `pairSigns(pairs time)`.
 *
 * @throws {RangeError} Where both responses of a pair are equal: there is
 * nothing to compare.
 */
export function positionWiseData(
  given: readonly LabelledPair[],
  pairs: number,
  time: number,
): {
  readonly read: Uint32Array;
  readonly shares: Float32Array;
  readonly flips: Float32Array;
  readonly ends: Float32Array;
} {
  const read = new Uint32Array(2 * pairs * time);
  const shares = new Float32Array(pairs * time);
  const flips = new Float32Array(pairs * time);
  const ends = new Float32Array(pairs * time);
  given.forEach(({ chosen, rejected, flip }, pair) => {
    const y = [...chosen.prompt, ...chosen.response];
    const z = [...rejected.prompt, ...rejected.response];
    const first = y.findIndex((id, t) => id !== z[t]);
    const from = first < 0 ? y.length : first;
    const to = Math.max(y.length, z.length);
    if (from === to) {
      throw new RangeError("Cannot compare equal responses by position");
    }
    for (let t = from; t < to; t++) {
      const at = pair * time + t;
      read[2 * at] = 2 * pair * time + Math.min(t, y.length - 1);
      read[2 * at + 1] = (2 * pair + 1) * time + Math.min(t, z.length - 1);
      shares[at] = 1 / (given.length * (to - from));
      flips[at] = flip * shares[at]!;
    }
    ends[pair * time + to - 1] = 1 / given.length;
  });
  return { read, shares, flips, ends };
}
