/**
 * A table of a file in the database: what is put into it, and how it is asked
 * for a page.
 *
 * @module
 */

import type { Cell } from "./column.ts";
import type { Database } from "./duckdb.ts";
import {
  damaged,
  parquetCell,
  type ParquetColumn,
  type ParquetFile,
} from "./parquet.ts";

/** A column's values as the database takes them. */
export function valuesOf(
  { path, columns }: ParquetFile,
  rows: readonly unknown[][],
  i: number,
): unknown[] {
  try {
    return rows.map((row) => valueOf(row[i], columns[i]!));
  } catch (error) {
    // A damaged page may decode to values of another kind.
    throw damaged(path, error);
  }
}

function valueOf(value: unknown, column: ParquetColumn): unknown {
  if (value === null || value === undefined) return null;
  switch (column.kind) {
    case "bigint":
      return BigInt(value as number | bigint);
    case "double":
      return Number(value);
    case "timestamp":
      return value instanceof Date ? value.getTime() : null;
    case "boolean":
      return value;
    case "text":
      return String(parquetCell(value, column));
  }
}

/** Which rows a page has. */
export interface Question {
  readonly offset: number;
  readonly limit: number;
  readonly order: number | null;
  readonly descending: boolean;
  readonly filter: string;
}

/**
 * Asks for a page. Columns have numbers for names in the database, so that no
 * name of a file's column gets into a statement.
 */
export function ask(
  database: Database,
  table: string,
  columns: readonly ParquetColumn[],
  { offset, limit, order, descending, filter }: Question,
): { rows: Cell[][]; total: number } {
  const names = columns.map((_, i) => `c${i}`);
  const texts = columns.map(({ isDate }, i) =>
    isDate ? `c${i}::DATE::VARCHAR` : `c${i}::VARCHAR`
  );
  // A function and no pattern: nothing in the text has a meaning of its own.
  const where = filter === "" || names.length === 0 ? "" : "WHERE " + texts
    .map((text) => `contains(lower(${text}), lower(?))`).join(" OR ");
  const given = where === "" ? [] : names.map(() => filter);
  const by = order === null
    ? ""
    : `c${order} ${descending ? "DESC" : "ASC"} NULLS LAST, `;
  const { rows } = database.ask(
    `SELECT ${names.join(", ")} FROM ${table} ${where} ` +
      `ORDER BY ${by}rowid LIMIT ${limit} OFFSET ${offset}`,
    given,
  );
  const [[total] = []] = database
    .ask(`SELECT count(*) FROM ${table} ${where}`, given).rows;
  return {
    rows: rows.map((row) =>
      row.map((cell, i) =>
        columns[i]!.isDate && typeof cell === "string"
          ? cell.slice(0, 10)
          : cell
      )
    ),
    total: Number(total),
  };
}
