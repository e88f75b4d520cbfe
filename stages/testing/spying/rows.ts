/**
 * The stage kind `rows`: a few demonstrations, for tests.
 *
 * @module
 */

import { z } from "zod";
import { stage } from "../../../pipeline/stage.ts";
import { dataset } from "../../artifacts.ts";
import { datasetColumns } from "../../data/columns.ts";
import { writeRows } from "../../data/parquet.ts";

/** Writes the pronunciation of as many words as are asked for. */
export const rows = stage(import.meta, {
  doc: "Writes a few demonstrations.",
  params: z.strictObject({ count: z.int().min(1) }),
  inputs: {},
  outputs: { rows: dataset },
  determinism: "bitwise",
  async run({ params, outputs }) {
    const letters = "abcdefghij";
    await writeRows(
      outputs.rows,
      datasetColumns,
      Array.from({ length: params.count }, (_, i) => ({
        prompt: `${letters[i % 10]}${letters[Math.floor(i / 10) % 10]}`,
        response: "K AE T S",
      })),
    );
  },
});
