/**
 * The stage kind `text_split`: prompts into parts that share none, by shares,
 * because nobody knows beforehand how many rows a data file has.
 *
 * @module
 */

import { z } from "zod";
import { stage } from "../pipeline/stage.ts";
import { dataset, references } from "./artifacts.ts";
import { datasetColumns, referencesColumns } from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { readRows, writeRows } from "./data/parquet.ts";

/** The parts, in the order in which they take their rows. */
const parts = ["test", "validation", "demonstrations", "pretraining"] as const;

/** The fewest rows of a part that anything can be learned or measured on. */
const fewest = 8;

const share = z.number().gt(0).lt(1);

/**
 * Takes the parts one after the other from a seeded permutation of the rows:
 * first what is held out, which is no larger than `mostHeldOut` each, then the
 * demonstrations; the base is pre-trained on all that is left. A learner's
 * parts have the first response alone, the others have all. The part `judging`
 * is the validation part as a learner reads it: what a judge learns from.
 */
export const textSplit = stage(import.meta, {
  doc: "Deals prompts out into parts by shares, of which no two share one.",
  params: z.strictObject({
    demonstrations: share,
    validation: share,
    test: share,
    /** The most rows of validation and of test: evaluation samples them all. */
    mostHeldOut: z.int().min(1),
    seed: z.int().min(0),
  }).refine(
    ({ demonstrations, validation, test }) =>
      demonstrations + validation + test < 1,
    { error: "The shares must leave something for pre-training" },
  ),
  inputs: { clean: references },
  outputs: {
    pretraining: dataset,
    demonstrations: dataset,
    validation: references,
    judging: dataset,
    test: references,
  },
  determinism: "bitwise",
  resources: { threads: 1 },
  async run({ params, inputs, outputs, rng, metric }) {
    const rows = await readRows(inputs.clean, referencesColumns);
    const sizes = sizesOf(rows.length, params);
    const small = parts.filter((part) => sizes[part] < fewest);
    if (small.length > 0) {
      throw new DataError(
        `Cannot split ${rows.length} prompts: ` +
          small.map((part) => `${sizes[part]} are for ${part}`).join(", ") +
          `, and each part needs at least ${fewest}; give more rows or ` +
          `larger shares`,
      );
    }
    const order = rng.stream("order").permutation(rows.length);
    let start = 0;
    const take = (count: number) => {
      const taken = order.slice(start, start + count).map((i) => rows[i]!);
      start += count;
      return taken;
    };
    for (const part of parts) {
      const taken = take(sizes[part]);
      metric(`${part}_rows`, taken.length);
      const learned = part === "pretraining" || part === "demonstrations";
      const columns = learned ? datasetColumns : referencesColumns;
      await writeRows(outputs[part], columns, taken);
      if (part === "validation") {
        await writeRows(outputs.judging, datasetColumns, taken);
      }
    }
  },
});

function sizesOf(
  rows: number,
  { demonstrations, validation, test, mostHeldOut }: {
    readonly demonstrations: number;
    readonly validation: number;
    readonly test: number;
    readonly mostHeldOut: number;
  },
): Record<typeof parts[number], number> {
  const part = (share: number) => Math.floor(share * rows);
  const held = (share: number) => Math.min(mostHeldOut, part(share));
  const sizes = {
    test: held(test),
    validation: held(validation),
    demonstrations: part(demonstrations),
  };
  const taken = sizes.test + sizes.validation + sizes.demonstrations;
  return { ...sizes, pretraining: rows - taken };
}
