/**
 * Asking questions over records in SQL.
 *
 * @module
 */

import { Database, type QueryResult } from "../tables/duckdb.ts";
import type { Origins, SqlTable } from "./declare.ts";
import { explainFault } from "./fault.ts";
import { SqlError } from "./error.ts";
import { recipeTables } from "./recipe_tables.ts";
import { recordTables } from "./record_tables.ts";

/** All tables, made of what there is. */
export function makeTables(origins: Origins): SqlTable[] {
  return [...recordTables, ...recipeTables].map((make) => make(origins));
}

/** Words that a question begins with. What begins with others does something. */
const questions = new Set([
  "select",
  "with",
  "from",
  "values",
  "table",
  "show",
  "describe",
  "summarize",
  "explain",
  "pivot",
  "unpivot",
]);

/** What may stand before a statement's first word. */
const before = /^(?:\s|\(|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/;

/** Refuses what is no question. */
function checkQuestion(query: string): void {
  const rest = query.replace(before, "");
  const word = /^\w+/.exec(rest)?.[0] ?? "";
  if (questions.has(word.toLowerCase())) return;
  throw new SqlError(
    word === ""
      ? "Cannot answer the query: there is none in it; --sql schema lists " +
        "the tables"
      : `Cannot run "${word}": a query only asks; begin it with SELECT, FROM, ` +
        "WITH, DESCRIBE, SUMMARIZE or SHOW",
  );
}

/**
 * Puts the tables into a database of their own in memory and asks one question.
 * The query reaches nothing but them: no file and no network.
 *
 * @throws SqlError for a query that is none, with the place and what there is.
 */
export async function askTables(
  tables: readonly SqlTable[],
  query: string,
): Promise<QueryResult> {
  checkQuestion(query);
  using database = await Database.open();
  for (const { name, columns, rows } of tables) {
    await database.insert(
      name,
      columns.map(([name, kind], i) => ({
        name,
        kind,
        values: rows.map((row) => row[i]),
      })),
    );
  }
  let result: QueryResult;
  try {
    result = database.ask(query);
  } catch (error) {
    throw explainFault(error, tables, query);
  }
  for (const { name, type } of result.columns) {
    if (type !== "INTERVAL") continue;
    throw new SqlError(
      `Cannot show the column "${name}": it holds intervals; ask for ` +
        "epoch(...) of it, which is seconds, or for its ::VARCHAR",
    );
  }
  return result;
}
