/**
 * DuckDB's errors as they are told: where in the query it is, and what there is
 * instead.
 *
 * @module
 */

import { messageOf } from "../errors.ts";
import { suggest } from "../suggest.ts";
import type { SqlTable } from "./declare.ts";
import { SqlError } from "./error.ts";

/** The line of a query that a message points to, and the mark below it. */
interface Pointer {
  readonly line: number;
  readonly text: string;
  /** From 0. */
  readonly column: number;
}

/** Finds where DuckDB's message points to: `LINE 2: ...` and a caret below. */
function pointerOf(message: string): Pointer | null {
  const found = /^LINE (\d+): (.*)\n( *)\^/m.exec(message);
  if (found === null) return null;
  const [, line = "", text = "", space = ""] = found;
  const head = `LINE ${line}: `.length;
  return { line: Number(line), text, column: space.length - head };
}

/** The part of a long line that is around a place. */
const around = 60;

function pointerLines({ line, text, column }: Pointer): string {
  const from = Math.max(0, column - around / 2);
  const part = text.slice(from, from + around);
  const head = `  line ${line}: ${from > 0 ? "..." : ""}`;
  const tail = from + around < text.length ? "..." : "";
  return `${head}${part}${tail}\n${" ".repeat(head.length + column - from)}^`;
}

/** The tables that a query's text names. */
function namedTables(
  tables: readonly SqlTable[],
  query: string,
): readonly SqlTable[] {
  const words = new Set(query.toLowerCase().match(/\w+/g) ?? []);
  const named = tables.filter(({ name }) => words.has(name));
  return named.length > 0 ? named : tables;
}

/** What DuckDB says in other words, by a part of it. */
const inOurWords: Readonly<Record<string, string>> = {
  "disabled by configuration": "it reaches no files and no network, only the " +
    "tables that --sql schema lists",
  "multiple statements": "it holds several statements; ask one at a time, " +
    "and name the columns of a PIVOT: ON kind IN ('a', 'b')",
};

/** What DuckDB says, without what only applies where there is a network. */
function reasonOf(message: string): string {
  const [first = ""] = message.split("\n");
  for (const [part, reason] of Object.entries(inOurWords)) {
    if (first.includes(part)) return reason;
  }
  const reason = first.replace(/^[\w ]+ Error: /, "").trim();
  return reason.replace(/[.!]$/, "");
}

/** Turns what DuckDB threw into an error for the person. */
export function explainFault(
  error: unknown,
  tables: readonly SqlTable[],
  query = "",
): SqlError {
  const message = messageOf(error);
  const pointer = pointerOf(message);
  const where = pointer === null ? "" : `\n${pointerLines(pointer)}`;
  const table = /Table with name "?([^"\s]+)"? does not exist/.exec(message);
  if (table !== null) {
    const names = tables.map(({ name }) => name);
    const near = suggest(table[1]!, names);
    const list = near.includes("did you mean")
      ? `\nThere are ${names.join(", ")}`
      : "";
    return new SqlError(
      `Cannot answer the query: there is no table "${table[1]}"${
        list === "" ? "" : near
      }${where}${
        list === "" ? `\nThere are ${names.join(", ")}` : list
      }; --sql schema says what they hold`,
      { cause: error },
    );
  }
  const column =
    /(?:Referenced column|column named|does not have a column named) "([^"]+)"/
      .exec(message);
  if (column !== null) {
    const named = namedTables(tables, query);
    const columns = [
      ...new Set(named.flatMap((one) => one.columns.map(([name]) => name))),
    ];
    const near = suggest(column[1]!, columns);
    const list = named.map(({ name, columns, rows }) =>
      `${name} has ${columns.map(([name]) => name).join(", ")}` +
      (rows.length === 0 ? " (and no rows)" : "")
    );
    return new SqlError(
      `Cannot answer the query: there is no column "${column[1]}"${
        near.includes("did you mean") ? near : ""
      }${where}\n${list.join("\n")}`,
      { cause: error },
    );
  }
  return new SqlError(
    `Cannot answer the query: ${reasonOf(message)}${where}`,
    { cause: error },
  );
}
