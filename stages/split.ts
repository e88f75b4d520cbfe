/**
 * The stage kind `split`: words into parts that share no word.
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
const parts = ["pretraining", "demonstrations", "validation", "test"] as const;

const size = z.int().min(1);

/**
 * Takes the four parts one after the other from a seeded permutation of the
 * rows. Sizes are numbers of rows; rows that no part asks for are left out. A
 * learner's parts have the first pronunciation alone, the others have all.
 */
export const split = stage(import.meta, {
  doc: "Deals the words out into four parts that share none.",
  params: z.strictObject({
    pretraining: size,
    demonstrations: size,
    validation: size,
    test: size,
    seed: z.int().min(0),
  }),
  inputs: { clean: references },
  outputs: {
    pretraining: dataset,
    demonstrations: dataset,
    validation: references,
    test: references,
  },
  determinism: "bitwise",
  resources: { threads: 1 },
  async run({ params, inputs, outputs, rng, metric }) {
    const rows = await readRows(inputs.clean, referencesColumns);
    const wanted = parts.reduce((sum, part) => sum + params[part], 0);
    if (wanted > rows.length) {
      throw new DataError(
        `Cannot split ${rows.length} rows into ` +
          parts.map((part) => `${params[part]} for ${part}`).join(", ") +
          `: ${wanted} are needed; ask for smaller parts or widen cleaning's ` +
          `bounds`,
      );
    }
    const order = rng.stream("order").permutation(rows.length);
    let start = 0;
    for (const part of parts) {
      const end = start + params[part];
      const taken = order.slice(start, end).map((index) => rows[index]!);
      start = end;
      const columns = part === "pretraining" || part === "demonstrations"
        ? datasetColumns
        : referencesColumns;
      await writeRows(outputs[part], columns, taken);
    }
    metric("unused", rows.length - wanted);
  },
});
