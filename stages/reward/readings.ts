/**
 * Where a reward is read while it learns: at the last token, or at every
 * position.
 *
 * @module
 */

import { pack, positions } from "../../learn/data/sequence.ts";
import type { Model } from "../../learn/models/model.ts";
import { bradleyTerry } from "../../learn/objectives/bradley_terry.ts";
import type { BuildObjective, Data } from "../../learn/objectives/objective.ts";
import { pairShares, pairSigns } from "../../learn/objectives/pairs.ts";
import {
  type LabelledPair,
  positionWise,
  positionWiseData,
} from "../../learn/objectives/position_wise.ts";
import { alternate } from "../learning/pairs.ts";

/** Names of the readings. */
export const readings = ["last", "position-wise"] as const;

/** Where a reward is read while it learns. */
export type Reading = typeof readings[number];

/** An objective, and the data of one of its batches. */
export interface ReadingObjective {
  readonly objective: BuildObjective;
  /** @param batch As many pairs as the objective is for. */
  data(batch: readonly LabelledPair[]): Data;
}

/** The Bradley-Terry loss of a reading, over `pairs` pairs a batch. */
export function readingOf(
  reading: Reading,
  model: Model,
  pairs: number,
  time: number,
): ReadingObjective {
  const position = positions(2 * pairs, time);
  const packed = (batch: readonly LabelledPair[]) =>
    pack(alternate(batch), 2 * pairs, time);
  switch (reading) {
    case "last": {
      const signs = pairSigns(pairs), shares = pairShares(pairs, pairs);
      return {
        objective: bradleyTerry(model, pairs, time),
        data(batch) {
          const { tokens, last } = packed(batch);
          const flips = shares.map((share, i) => share * batch[i]!.flip);
          return { tokens, position, last, signs, shares, flips };
        },
      };
    }
    case "position-wise": {
      const signs = pairSigns(pairs * time);
      return {
        objective: positionWise(model, pairs, time),
        data: (batch) => ({
          tokens: packed(batch).tokens,
          position,
          signs,
          ...positionWiseData(batch, pairs, time),
        }),
      };
    }
  }
}
