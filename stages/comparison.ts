/**
 * The stage kind `comparison`: all evaluations in one table.
 *
 * @module
 */

import { z } from "zod";
import { json, many } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import { evaluation, results } from "./artifacts.ts";
import { readEvaluations } from "./comparison/evaluations.ts";
import { byArm, tableOf } from "./comparison/table.ts";
import { goldMetrics, type Results, resultsSchema } from "./results_file.ts";

/**
 * Gathers the numbers of every evaluation, each with the digest of the
 * artifact that it came from, and makes the table over methods and ratios.
 */
export const comparison = stage(import.meta, {
  doc: "Compares evaluations over methods, ratios and seeds in one table.",
  params: z.strictObject({
    /** What must be known before the table is read. */
    notices: z.array(z.string()).default([]),
    /** The metric that arms are judged by. Of each, less is better. */
    gold: z.enum(goldMetrics).default("per_greedy"),
    /** The arm that the others are compared with. */
    imitation: z.string().min(1).default("sft"),
  }),
  inputs: { evaluations: many(evaluation), injections: many(json) },
  outputs: { results },
  determinism: "bitwise",
  resources: { threads: 1 },
  async run({ params, inputs, digests, outputs, metric }) {
    const evaluations = await readEvaluations(inputs.evaluations);
    const rows = evaluations.map(({ label, evaluation }) => ({
      method: evaluation.method,
      kind: evaluation.kind,
      baseRatio: evaluation.baseRatio,
      ratio: evaluation.ratio,
      seed: evaluation.seed,
      law: evaluation.law,
      metrics: evaluation.metrics,
      compute: evaluation.compute,
      predictedLowRate: null,
      winRates: { imitation: null, base: null },
      source: digests.evaluations[label]!,
    })).sort(byArm);
    const table = tableOf(rows);
    const content: Results = resultsSchema.parse({
      version: 2,
      gold: params.gold,
      imitation: params.imitation,
      results: rows,
      cells: [],
      comparisons: { made: 0, distinguished: 0, expectedByChance: 0 },
      table: { ...table, notes: [...params.notices, ...table.notes] },
    });
    await Deno.writeTextFile(
      outputs.results,
      JSON.stringify(content, null, 2) + "\n",
    );
    metric("evaluations", rows.length);
  },
});
