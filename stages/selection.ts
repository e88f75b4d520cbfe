/**
 * The stage kind `selection`: the demonstrations that score best.
 *
 * @module
 */

import { z } from "zod";
import { json } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import { dataset, scores } from "./artifacts.ts";
import { datasetColumns } from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { writeRows } from "./data/parquet.ts";
import { readDemonstrations, readScores } from "./reward/scores.ts";

/** What a selection did. */
export interface SelectionSummary {
  readonly version: 1;
  /** The rule, as in `the best 0.6` or `at least 0`. */
  readonly rule: string;
  readonly rows: number;
  readonly kept: number;
  /** The lowest score that was kept, and the highest that was not. */
  readonly lowest_kept: number;
  readonly highest_left_out: number | null;
}

/**
 * Keeps a share of the demonstrations, those of the highest scores, or all whose
 * score is at least a number. Among equal scores the earlier rows are kept. The
 * rows that are kept stay in their order.
 */
export const selection = stage(import.meta, {
  doc: "Keeps the demonstrations of the highest scores.",
  params: z.union([
    /** The share to keep, to the nearest row. */
    z.strictObject({ keep: z.number().min(0).max(1) }),
    z.strictObject({ least: z.number() }),
  ]),
  inputs: { demonstrations: dataset, scores },
  outputs: { demonstrations: dataset, summary: json },
  determinism: "bitwise",
  resources: { threads: 1 },
  async run({ params, inputs, outputs, metric }) {
    const rows = await readDemonstrations(
      inputs.demonstrations,
      "select demonstrations",
    );
    const scored = await readScores(inputs.scores, rows);
    const order = scored.map((_, i) => i).sort((a, b) =>
      scored[b]!.score - scored[a]!.score || a - b
    );
    const count = "keep" in params
      ? Math.round(params.keep * rows.length)
      : order.filter((i) => scored[i]!.score >= params.least).length;
    const rule = "keep" in params
      ? `the best ${params.keep}`
      : `at least ${params.least}`;
    if (count === 0) {
      throw new DataError(
        `Cannot select demonstrations: none of ${rows.length} is ${rule}, ` +
          `and the highest score is ${scored[order[0]!]!.score}; ` +
          ("keep" in params ? `raise "keep"` : `lower "least"`),
      );
    }
    const kept = new Set(order.slice(0, count));
    await writeRows(
      outputs.demonstrations,
      datasetColumns,
      rows.filter((_, i) => kept.has(i)),
    );
    const next = order[count];
    const summary: SelectionSummary = {
      version: 1,
      rule,
      rows: rows.length,
      kept: count,
      lowest_kept: scored[order[count - 1]!]!.score,
      highest_left_out: next === undefined ? null : scored[next]!.score,
    };
    await Deno.writeTextFile(
      outputs.summary,
      JSON.stringify(summary, null, 2) + "\n",
    );
    metric("kept", count);
  },
});
