/**
 * The stage kind `comparison`: all evaluations beside each other, with what
 * they say of each cell of the sweep.
 *
 * @module
 */

import { z } from "zod";
import { json, many } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import { evaluation, results } from "./artifacts.ts";
import { cellsOf } from "./comparison/cells.ts";
import { comparedArms } from "./comparison/compared.ts";
import { readEvaluations } from "./comparison/evaluations.ts";
import { readDemonstrationRates } from "./comparison/injections.ts";
import { byArm } from "./comparison/order.ts";
import { policiesOf } from "./comparison/policies.ts";
import { tableOf } from "./comparison/table.ts";
import {
  type Cell,
  goldMetrics,
  type Results,
  resultsSchema,
} from "./results_file.ts";

/**
 * Gathers the numbers of every evaluation, each with the digest of the
 * artifact that it came from, and says of each cell and arm what the law of
 * odds predicts and whether the arm is better than imitation.
 */
export const comparison = stage(import.meta, {
  doc: "Compares the arms of every cell over seeds, with intervals.",
  params: z.strictObject({
    /** What must be known before the table is read. */
    notices: z.array(z.string()).default([]),
    /** The metric that arms are judged by. Of each, less is better. */
    gold: z.enum(goldMetrics).default("per_greedy"),
    /** The arm that the others are compared with. */
    imitation: z.string().min(1).default("sft"),
  }),
  inputs: {
    evaluations: many(evaluation),
    /** Summaries of the injections, by the label of their cell. */
    injections: many(json),
  },
  outputs: { results },
  determinism: "bitwise",
  resources: { threads: 1 },
  async run({ params, inputs, digests, outputs, rng, metric }) {
    const { notices, ...question } = params;
    const evaluations = await readEvaluations(inputs.evaluations);
    const rates = await readDemonstrationRates(inputs.injections);
    const policies = policiesOf(
      evaluations,
      digests.evaluations,
      rates,
      question,
      rng,
    ).sort((a, b) => byArm(a.result, b.result));
    const cells = cellsOf(policies, rates, question);
    const comparisons = comparisonsOf(cells);
    const said = { ...question, cells, comparisons };
    const table = tableOf(said);
    const content: Results = resultsSchema.parse({
      version: 2,
      ...said,
      results: policies.map(({ result }) => result),
      table: { ...table, notes: [...notices, ...table.notes] },
    });
    await Deno.writeTextFile(
      outputs.results,
      JSON.stringify(content, null, 2) + "\n",
    );
    metric("evaluations", policies.length);
    metric("comparisons", comparisons.made);
    metric("distinguished", comparisons.distinguished);
  },
});

/** At 95 %, one in twenty intervals misses a difference of zero. */
function comparisonsOf(cells: readonly Cell[]): Results["comparisons"] {
  const judged = cells.flatMap((cell) =>
    comparedArms(cell).flatMap(({ difference: { imitation } }) =>
      imitation?.interval ? [imitation.verdict] : []
    )
  );
  return {
    made: judged.length,
    distinguished:
      judged.filter((verdict) => verdict !== "not distinguished").length,
    expectedByChance: judged.length / 20,
  };
}
