/**
 * The stage kind `comparison`: all evaluations in one table.
 *
 * @module
 */

import { z } from "zod";
import { many } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import { evaluation, results } from "./artifacts.ts";
import { readEvaluations } from "./comparison/evaluations.ts";
import { byArm, tableOf } from "./comparison/table.ts";
import { type Results, resultsSchema } from "./results_file.ts";

/**
 * Gathers the numbers of every evaluation, each with the digest of the
 * artifact that it came from, and makes the table over methods and ratios.
 */
export const comparison = stage(import.meta, {
  doc: "Compares evaluations over methods, ratios and seeds in one table.",
  params: z.strictObject({
    /** What must be known before the table is read. */
    notices: z.array(z.string()).default([]),
  }),
  inputs: { evaluations: many(evaluation) },
  outputs: { results },
  determinism: "bitwise",
  resources: { threads: 1 },
  async run({ params, inputs, digests, outputs, metric }) {
    const evaluations = await readEvaluations(inputs.evaluations);
    const rows = evaluations.map(({ label, evaluation }) => ({
      method: evaluation.method,
      ratio: evaluation.ratio,
      seed: evaluation.seed,
      metrics: evaluation.metrics,
      source: digests.evaluations[label]!,
    })).sort(byArm);
    const table = tableOf(rows);
    const content: Results = resultsSchema.parse({
      version: 1,
      results: rows,
      table: { ...table, notes: [...params.notices, ...table.notes] },
    });
    await Deno.writeTextFile(
      outputs.results,
      JSON.stringify(content, null, 2) + "\n",
    );
    metric("evaluations", rows.length);
  },
});
