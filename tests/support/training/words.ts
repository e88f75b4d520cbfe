/**
 * The stage kind `words`: a few words with their pronunciations, so that a test
 * of training need not clean a dictionary.
 *
 * @module
 */

import { z } from "zod";
import { stage } from "../../../pipeline/stage.ts";
import { dataset } from "../../../stages/artifacts.ts";
import { datasetColumns } from "../../../stages/data/columns.ts";
import { writeRows } from "../../../stages/data/parquet.ts";

const list = "cat K AE T, hat HH AE T, dog D AO G, fog F AO G, bed B EH D, " +
  "red R EH D, sun S AH N, fun F AH N, pin P IH N, tin T IH N";

/** Writes the words. */
export const words = stage(import.meta, {
  doc: "Gives ten words.",
  params: z.strictObject({}),
  inputs: {},
  outputs: { words: dataset },
  determinism: "bitwise",
  async run({ outputs }) {
    const rows = list.split(", ").map((entry) => {
      const at = entry.indexOf(" ");
      return { prompt: entry.slice(0, at), response: entry.slice(at + 1) };
    });
    await writeRows(outputs.words, datasetColumns, rows);
  },
});
