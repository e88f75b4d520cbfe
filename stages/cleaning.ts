/**
 * The stage kind `cleaning`: raw entries to prompts with their references.
 *
 * @module
 */

import { z } from "zod";
import { json } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import { entries, references } from "./artifacts.ts";
import sql from "./cleaning.sql" with { type: "text" };
import { entriesColumns, referencesColumns } from "./data/columns.ts";
import type { Database } from "./data/duckdb.ts";
import { duckdbAccess } from "./data/duckdb_access.ts";
import { DataError } from "./data/error.ts";
import { readRows, writeRows } from "./data/parquet.ts";
import { consonants, vowels } from "./data/phonemes.ts";

/** Every reason to drop an entry, in the order in which they are looked for. */
const reasons = [
  "empty",
  "not a plain word",
  "unknown phoneme",
  "duplicate",
  "too few letters",
  "too many letters",
  "too few phonemes",
  "too many phonemes",
] as const;

/** What cleaning did. `rowsIn = rowsOut + alternatives + all dropped rows`. */
export interface CleaningSummary {
  readonly version: 1;
  /** Entries that were read. */
  readonly rowsIn: number;
  /** Words that were written. */
  readonly rowsOut: number;
  /** Entries that became another reference of a word. */
  readonly alternatives: number;
  readonly dropped: readonly {
    readonly reason: typeof reasons[number];
    readonly rows: number;
    /** The first three, as `word: pronunciation`. */
    readonly examples: readonly string[];
  }[];
}

const bound = z.int().min(1);

/**
 * Normalises entries (lower case, no stress, no comments), drops malformed and
 * repeated ones and words of other lengths, and gathers what is left by word.
 * The SQL that does it stands in `cleaning.sql`.
 */
export const cleaning = stage(import.meta, {
  doc: "Turns raw entries into one row a word, and says what it dropped.",
  params: z.strictObject({
    minLetters: bound.default(3),
    maxLetters: bound.default(9),
    minPhonemes: bound.default(2),
    maxPhonemes: bound.default(10),
  }),
  inputs: { entries },
  outputs: { clean: references, summary: json },
  determinism: "bitwise",
  access: duckdbAccess,
  resources: { threads: 1 },
  async run({ params, inputs, outputs, metric }) {
    // Loaded here, not with the recipe, so that commands start at once.
    const { Database } = await import("./data/duckdb.ts");
    const raw = await readRows(inputs.entries, entriesColumns);
    using database = await Database.open();
    database.insert("entries", entriesColumns, raw);
    database.insert("phonemes", { symbol: "string", vowel: "boolean" }, [
      ...vowels.map((symbol) => ({ symbol, vowel: true })),
      ...consonants.map((symbol) => ({ symbol, vowel: false })),
    ]);
    database.insert(
      "bounds",
      {
        minLetters: "double",
        maxLetters: "double",
        minPhonemes: "double",
        maxPhonemes: "double",
      },
      [params],
    );
    database.run(sql);

    const clean = database.rows(
      `SELECT prompt, response, "references" FROM clean ORDER BY prompt`,
      referencesColumns,
    );
    const summary = summarise(database, raw.length, clean.length);
    if (clean.length === 0) {
      throw new DataError(
        `Cannot clean the entries: none of ${raw.length} is left ` +
          `(${describe(summary)}); widen the bounds on letters and phonemes ` +
          `or check the source`,
      );
    }
    await writeRows(outputs.clean, referencesColumns, clean);
    await Deno.writeTextFile(
      outputs.summary,
      JSON.stringify(summary, null, 2) + "\n",
    );
    metric("words", clean.length);
    metric("dropped", droppedRows(summary));
  },
});

function summarise(
  database: Database,
  rowsIn: number,
  rowsOut: number,
): CleaningSummary {
  const counts = new Map(
    database.rows(
      `SELECT reason, count(*)::DOUBLE AS rows FROM judged
       WHERE reason IS NOT NULL GROUP BY reason ORDER BY reason`,
      { reason: "string", rows: "double" },
    ).map(({ reason, rows }) => [reason, rows]),
  );
  const examples = database.rows(
    `SELECT reason, word || ': ' || pronunciation AS example FROM judged
     WHERE reason IS NOT NULL
     QUALIFY row_number() OVER (
       PARTITION BY reason ORDER BY word, pronunciation
     ) <= 3
     ORDER BY reason, word, pronunciation`,
    { reason: "string", example: "string" },
  );
  const dropped = reasons.map((reason) => ({
    reason,
    rows: counts.get(reason) ?? 0,
    examples: examples.filter((row) => row.reason === reason)
      .map((row) => row.example),
  }));
  const lost = dropped.reduce((sum, { rows }) => sum + rows, 0);
  return {
    version: 1,
    rowsIn,
    rowsOut,
    alternatives: rowsIn - rowsOut - lost,
    dropped,
  };
}

function droppedRows({ dropped }: CleaningSummary): number {
  return dropped.reduce((sum, { rows }) => sum + rows, 0);
}

function describe({ dropped }: CleaningSummary): string {
  const some = dropped.filter(({ rows }) => rows > 0);
  return some.length === 0
    ? "there are no entries"
    : some.map(({ reason, rows }) => `${reason}: ${rows}`).join(", ");
}
