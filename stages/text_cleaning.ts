/**
 * The stage kind `text_cleaning`: rows of texts to prompts with their
 * references.
 *
 * @module
 */

import { z } from "zod";
import { json } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import { references, texts } from "./artifacts.ts";
import { referencesColumns, textsColumns } from "./data/columns.ts";
import type { Database } from "./data/duckdb.ts";
import { duckdbAccess } from "./data/duckdb_access.ts";
import { DataError } from "./data/error.ts";
import { type LeftOut, leftOutText, listed } from "./data/left_out.ts";
import { readRows, writeRows } from "./data/parquet.ts";
import { reservedTokens } from "./learning/byte_tokenizer.ts";
import sql from "./text_cleaning.sql" with { type: "text" };

/** Every reason to drop a row, in the order in which they are looked for. */
const reasons = ["empty", "reserved token", "too long", "duplicate"] as const;

/** What cleaning did. `rowsIn = rowsOut + alternatives + all dropped rows`. */
export interface TextCleaningSummary {
  readonly version: 1;
  /** Rows that were read. */
  readonly rowsIn: number;
  /** Prompts that were written. */
  readonly rowsOut: number;
  /** Rows that became another reference of a prompt. */
  readonly alternatives: number;
  /** By their numbers in the data file. */
  readonly dropped: readonly LeftOut<typeof reasons[number]>[];
}

/**
 * Normalises texts (composed characters, line ends, no control characters,
 * nothing blank around them), drops empty and repeated ones and those that do
 * not fit in the context, and gathers what is left by prompt, in the file's
 * order. The SQL that does it stands in `text_cleaning.sql`.
 */
export const textCleaning = stage(import.meta, {
  doc: "Turns rows of texts into one row a prompt, and says what it dropped.",
  params: z.strictObject({
    /** Bytes of prompt and response together, and two more. */
    context: z.int().min(4),
  }),
  inputs: { texts },
  outputs: { clean: references, summary: json },
  determinism: "bitwise",
  access: duckdbAccess,
  resources: { threads: 1 },
  async run({ params, inputs, outputs, metric, warn }) {
    // Loaded here, not with the recipe, so that commands start at once.
    const { Database } = await import("./data/duckdb.ts");
    const raw = await readRows(inputs.texts, textsColumns);
    using database = await Database.open();
    database.insert("texts", textsColumns, raw);
    database.insert(
      "reserved",
      { token: "string" },
      reservedTokens.map((token) => ({ token })),
    );
    database.insert("bounds", { context: "double" }, [params]);
    database.run(sql);

    const clean = database.rows(
      `SELECT prompt, response, "references" FROM clean ORDER BY "row"`,
      referencesColumns,
    );
    const summary = summarise(database, raw.length, clean.length);
    if (clean.length === 0) {
      throw new DataError(
        `Cannot clean the texts: none of ${raw.length} rows is left ` +
          `(${
            leftOutText(summary.dropped)
          }); raise the parameter "context", which is ` +
          `${params.context}, or check the data`,
      );
    }
    const lost = summary.dropped.reduce((sum, { rows }) => sum + rows, 0);
    if (lost > 0) {
      warn(
        `${lost} of ${raw.length} rows are dropped: ${
          leftOutText(summary.dropped)
        }`,
      );
    }
    await writeRows(outputs.clean, referencesColumns, clean);
    await Deno.writeTextFile(
      outputs.summary,
      JSON.stringify(summary, null, 2) + "\n",
    );
    metric("prompts", clean.length);
    metric("dropped", lost);
  },
});

function summarise(
  database: Database,
  rowsIn: number,
  rowsOut: number,
): TextCleaningSummary {
  const found = database.rows(
    `SELECT reason, "row" FROM judged WHERE reason IS NOT NULL ORDER BY "row"`,
    { reason: "string", row: "double" },
  );
  const dropped = reasons.map((reason) => {
    const numbers = found.filter((one) => one.reason === reason)
      .map(({ row }) => row);
    return { reason, rows: numbers.length, numbers: numbers.slice(0, listed) };
  });
  return {
    version: 1,
    rowsIn,
    rowsOut,
    alternatives: rowsIn - rowsOut - found.length,
    dropped,
  };
}
