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
export function checkQuestion(query: string): void {
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

/** What may name tables without their names being in the query. */
const indirect =
  /query|show|describe|summarize|explain|schema|catalog|duckdb|sqlite|pragma|pg_/i;

/**
 * Tables in a database of their own in memory, to be asked. A query reaches
 * nothing but them: no file and no network. Close it by `using`.
 *
 * A table is put in when a query first names it: the code of many records is
 * large, and most queries do not ask for it.
 */
export class Questions implements Disposable {
  readonly #database: Database;
  readonly #tables: readonly SqlTable[];
  readonly #ready = new Set<string>();

  private constructor(database: Database, tables: readonly SqlTable[]) {
    this.#database = database;
    this.#tables = tables;
  }

  /** Opens a new database for tables. */
  static async open(tables: readonly SqlTable[]): Promise<Questions> {
    return new Questions(await Database.open(), tables);
  }

  async #putIn(query: string): Promise<void> {
    const text = query.toLowerCase();
    const isIndirect = indirect.test(query);
    for (const { name, columns, rows } of this.#tables) {
      if (this.#ready.has(name)) continue;
      if (!isIndirect && !text.includes(name)) continue;
      await this.#database.insert(
        name,
        columns.map(([name, kind], i) => ({
          name,
          kind,
          values: rows.map((row) => row[i]),
        })),
      );
      this.#ready.add(name);
    }
  }

  /**
   * Answers a query.
   *
   * @throws SqlError for one that is none, with the place and what there is.
   */
  async ask(query: string): Promise<QueryResult> {
    checkQuestion(query);
    await this.#putIn(query);
    let result: QueryResult;
    try {
      result = this.#database.ask(query);
    } catch (error) {
      throw explainFault(error, this.#tables, query);
    }
    for (const { name, type } of result.columns) {
      // Of a list or a structure as well, but not of a field with that name.
      if (!/INTERVAL(?=[\[\]),]|$)/.test(type)) continue;
      throw new SqlError(
        `Cannot show the column "${name}": it holds intervals; ask for ` +
          "epoch(...) of it, which is seconds, or for its ::VARCHAR",
      );
    }
    return result;
  }

  [Symbol.dispose](): void {
    this.#database[Symbol.dispose]();
  }
}
