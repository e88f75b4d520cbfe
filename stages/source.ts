/**
 * The stage kind `source`: raw entries out of an installed package.
 *
 * @module
 */

import { z } from "zod";
import declared from "../data/cmudict.json" with { type: "json" };
import { stage } from "../pipeline/stage.ts";
import { entries } from "./artifacts.ts";
import { entriesColumns } from "./data/columns.ts";
import { checkDeclared } from "./data/declared.ts";
import { byCodeUnit } from "./data/order.ts";
import { writeRows } from "./data/parquet.ts";

/**
 * Writes the entries of a declared source as they are, faults included, in
 * the order of their words. Fails if they are not the entries that `data/`
 * declares.
 */
export const source = stage(import.meta, {
  doc: "Writes a declared source's raw entries, checked against its digest.",
  params: z.strictObject({ name: z.enum(["cmudict"]) }),
  inputs: {},
  outputs: { entries },
  determinism: "bitwise",
  resources: { threads: 1 },
  async run({ outputs, metric }) {
    // Loaded here, not with the recipe, so that commands start at once.
    const { dictionary } = await import("cmu-pronouncing-dictionary");
    const rows = Object.entries(dictionary)
      .map(([word, pronunciation]) => ({ word, pronunciation }))
      .sort((a, b) => byCodeUnit(a.word, b.word));
    checkDeclared(declared, rows);
    await writeRows(outputs.entries, entriesColumns, rows);
    metric("entries", rows.length);
  },
});
