/**
 * Imitation: cross-entropy on demonstrations. Pre-training and SFT are both
 * this, from different starts.
 *
 * @module
 */

import { epochs } from "../../learn/data/epochs.ts";
import { pack, type Sequence } from "../../learn/data/sequence.ts";
import type { Model } from "../../learn/models/model.ts";
import {
  crossEntropyWeights,
  likelihood,
  sequenceData,
} from "../../learn/objectives/likelihood.ts";
import { Scorer } from "../../learn/scoring/scorer.ts";
import type { Rng } from "../../pipeline/rng.ts";
import type { Curves } from "../curves.ts";
import { datasetColumns } from "../data/columns.ts";
import { DataError } from "../data/error.ts";
import { readRows, type Row } from "../data/parquet.ts";
import { heldOutPrompts, isLook } from "./held_out.ts";
import type { Training } from "./settings.ts";
import type { Speller } from "./spelling.ts";
import { train, type TrainingContext } from "./train.ts";

/**
 * Trains a policy to imitate the demonstrations in a file, but for a few that
 * are held out to watch the loss on.
 *
 * @param objective Another loss than cross-entropy, over the same slots.
 */
export async function imitate(
  model: Model,
  speller: Speller,
  path: string,
  settings: Training & { readonly batch: number },
  rng: Rng,
  context: TrainingContext,
  objective: typeof likelihood = likelihood,
): Promise<Curves> {
  const rows = await readRows(path, datasetColumns);
  if (rows.length === 0) {
    throw new DataError("Cannot imitate demonstrations: there are none");
  }
  const kept = heldOutPrompts(rows.map(({ prompt }) => prompt));
  const spelled = (rows: readonly Row<typeof datasetColumns>[]) =>
    rows.map(({ prompt, response }) => speller.demonstration(prompt, response));
  const sequences = spelled(rows.filter(({ prompt }) => !kept.has(prompt)));
  const heldOut = spelled(rows.filter(({ prompt }) => kept.has(prompt)));
  const { batch, steps } = settings;
  const time = speller.context - 1;
  const { account } = context;
  const scorer = heldOut.length === 0
    ? undefined
    : account.counting(new Scorer(model, heldOut.length, time));
  const order = epochs(sequences.length, batch, rng.stream("order"));
  return await train(
    model,
    objective(model, batch, time),
    settings,
    async (step, book) => {
      if (scorer && isLook(step, steps)) {
        book.add("held-out loss", step, await crossEntropy(scorer, heldOut));
      }
      const indices = order(step);
      const chosen = indices.map((i) => sequences[i]!);
      account.train(chosen);
      const packed = pack(chosen, batch, time);
      return { ...sequenceData(packed), weights: crossEntropyWeights(packed) };
    },
    context,
    {
      loss: "nats per token",
      ...(scorer ? { "held-out loss": "nats per token" } : {}),
    },
  );
}

/** In nats per response token. */
async function crossEntropy(
  scorer: Scorer,
  sequences: readonly Sequence[],
): Promise<number> {
  let nats = 0, tokens = 0;
  for (const score of await scorer.score(sequences)) nats -= score;
  for (const { response } of sequences) tokens += response.length;
  return nats / tokens;
}
