/**
 * Columns and cells of tables.
 *
 * @module
 */

/** A column as a reader of the table sees it. */
export interface Column {
  readonly name: string;
  /** DuckDB's name of its type. */
  readonly type: string;
}

/**
 * A cell as JSON has it. A whole number too large for a double, a time, bytes
 * (in hexadecimal) and what is nested (as JSON) are texts.
 */
export type Cell = string | number | boolean | null;

/** How a column's values are kept. A `timestamp` is milliseconds in UTC. */
export type ColumnKind =
  | "text"
  | "double"
  | "bigint"
  | "boolean"
  | "timestamp";
