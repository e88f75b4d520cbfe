/**
 * The stage kind `table`: the rows of a data file, and what was wrong with the
 * others.
 *
 * @module
 */

import { z } from "zod";
import { anyFile, json } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import { texts } from "./artifacts.ts";
import { textsColumns } from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { type LeftOut, leftOutText, listed } from "./data/left_out.ts";
import { writeRows } from "./data/parquet.ts";
import { readJsonl } from "./table/jsonl.ts";
import { readParquet } from "./table/parquet.ts";
import { examine, type Fault, faults, type Usable } from "./table/rows.ts";
import { type Format, formatOf } from "./table/signature.ts";

/** What was read. `rowsIn = rowsOut + leftOut + all malformed rows`. */
export interface TableSummary {
  readonly version: 1;
  readonly format: Format;
  /** Rows of the file, blank lines not among them. */
  readonly rowsIn: number;
  readonly rowsOut: number;
  /** Good rows beyond the most that are taken. */
  readonly leftOut: number;
  /** Names of other columns, which nothing reads. */
  readonly ignored: readonly string[];
  /** By their numbers: rows from 1 on, or lines. */
  readonly malformed: readonly LeftOut<Fault>[];
}

/**
 * Reads a Parquet or JSONL file with text columns `prompt` and `response`. A
 * malformed row is left out and reported; nothing but its own cells is lost.
 */
export const table = stage(import.meta, {
  doc: "Reads prompts and responses from a Parquet or JSONL file.",
  params: z.strictObject({
    /** The most rows that are taken, from the first on. */
    most: z.int().min(1).default(200_000),
  }),
  inputs: { file: anyFile },
  outputs: { texts, summary: json },
  determinism: "bitwise",
  resources: { threads: 1 },
  async run({ params, inputs, outputs, metric, log, warn }) {
    const format = await formatOf(inputs.file);
    const given = format === "parquet"
      ? readParquet(inputs.file)
      : readJsonl(inputs.file);
    const rows: Usable[] = [];
    const malformed = new Map<Fault, { rows: number; numbers: number[] }>();
    const ignored = new Set<string>();
    let rowsIn = 0, leftOut = 0;
    for await (const row of given) {
      rowsIn++;
      if ("others" in row) {
        for (const name of row.others) ignored.add(name);
      }
      const examined = examine(row);
      if (typeof examined !== "string") {
        if (rows.length < params.most) rows.push(examined);
        else leftOut++;
        continue;
      }
      const found = malformed.get(examined) ?? { rows: 0, numbers: [] };
      found.rows++;
      if (found.numbers.length < listed) found.numbers.push(row.row);
      malformed.set(examined, found);
    }
    const summary: TableSummary = {
      version: 1,
      format,
      rowsIn,
      rowsOut: rows.length,
      leftOut,
      ignored: [...ignored].sort(),
      malformed: faults.flatMap((reason) => {
        const found = malformed.get(reason);
        return found === undefined ? [] : [{ reason, ...found }];
      }),
    };
    if (rows.length === 0) throw nothingLeft(summary);
    const lost = rowsIn - rows.length - leftOut;
    if (lost > 0) {
      warn(
        `${lost} of ${rowsIn} rows are malformed and left out: ` +
          leftOutText(summary.malformed),
      );
    }
    if (leftOut > 0) {
      warn(
        `${leftOut} of ${rowsIn} rows are left out: no more than ` +
          `${params.most} are taken; raise the parameter "most" of stage ` +
          `"table" to take them`,
      );
    }
    if (ignored.size > 0) {
      log(`other columns are ignored: ${summary.ignored.join(", ")}`);
    }
    await writeRows(outputs.texts, textsColumns, rows);
    await Deno.writeTextFile(
      outputs.summary,
      JSON.stringify(summary, null, 2) + "\n",
    );
    metric("rows", rows.length);
    metric("malformed", lost);
  },
});

function nothingLeft(summary: TableSummary): DataError {
  const { rowsIn, ignored } = summary;
  const wanted = `give a Parquet file with the text columns "prompt" and ` +
    `"response", or a JSONL file with one object a line that has both`;
  return new DataError(
    rowsIn === 0
      ? `Cannot use the data: the file has no rows; ${wanted}`
      : `Cannot use the data: none of ${rowsIn} rows has a prompt and a ` +
        `response (${leftOutText(summary.malformed)})${
          ignored.length > 0
            ? `, and other columns are ${ignored.slice(0, 9).join(", ")}`
            : ""
        }; ${wanted}`,
  );
}
