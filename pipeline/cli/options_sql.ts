/**
 * The options of `lineage --sql`.
 *
 * @module
 */

import { type Command, Option } from "commander";
import { path } from "./options.ts";
import { UsageError } from "./usage.ts";

/** How an answer can be written. */
export const sqlFormats = ["table", "csv", "json", "parquet"] as const;

/** Adds them. */
export function addSql(command: Command): Command {
  return command
    .option(
      "--sql [query]",
      "ask all records in SQL; without a query, which tables there are",
    )
    .addOption(
      new Option("--format <format>", "of an answer")
        .choices(sqlFormats),
    )
    .option("--out <file>", "where an answer is written to", path);
}

/** What Commander has read. */
interface Read {
  readonly sql?: string | true;
  readonly format?: string;
  readonly out?: string;
  readonly down?: boolean;
  readonly all?: boolean;
  readonly code?: boolean;
}

/**
 * Whether `lineage` is asked in SQL.
 *
 * @param artifact What it is asked for besides; a list may be empty.
 * @throws UsageError where it is asked for both, or for neither, or in a way
 * that is the other's.
 */
export function isQuestion(
  artifact: string | readonly string[] | undefined,
  { sql, format, out, down, all, code }: Read,
): boolean {
  const isNamed = artifact !== undefined && artifact.length > 0;
  if (sql !== undefined && isNamed) {
    throw new UsageError(
      "Cannot follow an artifact and answer a query at once: leave out the " +
        "artifact or --sql, and quote the query as a whole",
    );
  }
  if (sql === undefined && !isNamed) {
    throw new UsageError(
      "Cannot follow nothing: name an artifact, or ask with --sql",
    );
  }
  if (sql === undefined && (format !== undefined || out !== undefined)) {
    throw new UsageError("Cannot use --format or --out without --sql");
  }
  if (sql !== undefined && (down ?? all ?? code) !== undefined) {
    throw new UsageError(
      "Cannot use --down, --all or --code with --sql: they are of a lineage",
    );
  }
  return sql !== undefined;
}
