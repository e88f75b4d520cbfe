/**
 * Imitation: cross-entropy on demonstrations. Pre-training and SFT are both
 * this, from different starts.
 *
 * @module
 */

import { epochs } from "../../learn/data/epochs.ts";
import { pack } from "../../learn/data/sequence.ts";
import type { Model } from "../../learn/models/model.ts";
import {
  crossEntropyWeights,
  likelihood,
  sequenceData,
} from "../../learn/objectives/likelihood.ts";
import type { Rng } from "../../pipeline/rng.ts";
import type { Curves } from "../curves.ts";
import { datasetColumns } from "../data/columns.ts";
import { DataError } from "../data/error.ts";
import { readRows } from "../data/parquet.ts";
import type { Training } from "./settings.ts";
import type { Speller } from "./spelling.ts";
import { train, type TrainingContext } from "./train.ts";

/** Trains a policy to imitate the demonstrations in a file. */
export async function imitate(
  model: Model,
  speller: Speller,
  path: string,
  settings: Training & { readonly batch: number },
  rng: Rng,
  context: TrainingContext,
): Promise<Curves> {
  const rows = await readRows(path, datasetColumns);
  if (rows.length === 0) {
    throw new DataError("Cannot imitate demonstrations: there are none");
  }
  const sequences = rows.map(({ prompt, response }) =>
    speller.demonstration(prompt, response)
  );
  const { batch } = settings;
  const time = speller.context - 1;
  const order = epochs(sequences.length, batch, rng.stream("order"));
  return await train(
    model,
    likelihood(model, batch, time),
    settings,
    (step) => {
      const indices = order(step);
      const chosen = indices.map((i) => sequences[i]!);
      context.account.train(chosen);
      const packed = pack(chosen, batch, time);
      return { ...sequenceData(packed), weights: crossEntropyWeights(packed) };
    },
    context,
    { loss: "nats per token" },
  );
}
