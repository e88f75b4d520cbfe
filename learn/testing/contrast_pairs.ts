/**
 * Batches for the contrast in which every pair has a share and a reference of
 * its own, so that expectations over pairs are exact sums.
 *
 * @module
 */

import { pack, type Sequence } from "../data/sequence.ts";
import { sequenceData } from "../objectives/likelihood.ts";
import { pairSigns } from "../objectives/pairs.ts";
import type { Data } from "./objective.ts";

/** The prompt of all pairs. */
export const prompt: readonly number[] = [2];

/** One pair of a batch, the share of it, and log ref of both responses. */
export interface Pair {
  readonly chosen: readonly number[];
  readonly rejected: readonly number[];
  readonly share: number;
  readonly reference: readonly [chosen: number, rejected: number];
}

const rowsOf = (pairs: readonly Pair[]): Sequence[] =>
  pairs.flatMap(({ chosen, rejected }) =>
    [chosen, rejected].map((response) => ({ prompt, response }))
  );

/** Data for `contrast` over as many pairs, without an anchor. */
export function dataOf(pairs: readonly Pair[], time: number): Data {
  const batch = pack(rowsOf(pairs), 2 * pairs.length, time);
  return {
    ...sequenceData(batch),
    mask: batch.mask,
    reference: Float32Array.from(pairs.flatMap(({ reference }) => reference)),
    signs: pairSigns(pairs.length),
    shares: Float32Array.from(pairs, ({ share }) => share),
    anchor: new Float32Array(batch.mask.length),
  };
}
