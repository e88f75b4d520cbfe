/**
 * A few pairs with labels of all sorts, as data of the Bradley-Terry losses.
 *
 * @module
 */

import { pack, positions, type Sequence } from "../data/sequence.ts";
import type { Data } from "../objectives/objective.ts";
import { pairShares, pairSigns } from "../objectives/pairs.ts";
import { positionWiseData } from "../objectives/position_wise.ts";

/** Positions of a batch. */
export const time = 7;

/** Pairs: of equal lengths, a longer demonstration, a longer own response. */
export const sequences: readonly Sequence[] = [
  { prompt: [2, 3, 4], response: [5, 6, 1] },
  { prompt: [2, 3, 4], response: [6, 3, 1] },
  { prompt: [5, 2], response: [3, 4, 4, 6, 1] },
  { prompt: [5, 2], response: [3, 1] },
  { prompt: [6, 3], response: [2, 1] },
  { prompt: [6, 3], response: [2, 4, 5, 1] },
];

/** Their number. */
export const pairs = sequences.length / 2;

/** Probabilities that labels are wrong, a. */
export const labels = {
  "ordinary labels": [0, 0, 0],
  "flipped labels": [1, 0, 1],
  "soft labels": [0.3, 0.5, 0.9],
};

/** Data for `bradleyTerry` over pairs of rows. */
export function lastTokenBatch(
  rows: readonly Sequence[],
  flip: readonly number[],
): Data {
  const count = flip.length;
  const { tokens, last } = pack(rows, rows.length, time);
  return {
    tokens,
    last,
    position: positions(rows.length, time),
    signs: pairSigns(count),
    shares: pairShares(count, count),
    flips: Float32Array.from(flip, (a) => a / count),
  };
}

/**
 * Data for `positionWise` over the first of the pairs.
 *
 * @param room Pairs that the batch has room for.
 */
export function positionWiseBatch(flip: readonly number[], room: number): Data {
  const given = flip.map((a, i) => ({
    chosen: sequences[2 * i]!,
    rejected: sequences[2 * i + 1]!,
    flip: a,
  }));
  const rows = sequences.slice(0, 2 * flip.length);
  return {
    tokens: pack(rows, 2 * room, time).tokens,
    position: positions(2 * room, time),
    signs: pairSigns(room * time),
    ...positionWiseData(given, room, time),
  };
}
