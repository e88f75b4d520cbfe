/**
 * How a table over the records is declared: its columns with what they mean,
 * and where its rows come from.
 *
 * @module
 */

import type { Lock } from "../lock.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { ColumnKind } from "../tables/column.ts";

/** A record with its number among those of its key. */
export interface NumberedRecord {
  readonly n: number;
  readonly record: ExecutionRecord;
}

/** What the tables are made from. */
export interface Origins {
  /** Every record of the store that can be believed, by key and number. */
  readonly records: readonly NumberedRecord[];
  /** The profile's stages in the recipe's order. */
  readonly stages: readonly {
    readonly name: string;
    readonly kind: string;
    readonly status: "cached" | "run";
    /** The record that stands for it now; null without one. */
    readonly record: ExecutionRecord | null;
  }[];
  readonly lock: Lock | null;
  /** What the recipe's result document has in `results`. */
  readonly results: readonly unknown[];
}

/** A column: its name, how its values are kept, and what they mean. */
export type ColumnDeclaration = readonly [
  name: string,
  kind: ColumnKind,
  doc: string,
];

/** A table. */
export interface SqlTable {
  readonly name: string;
  /** What a row is. */
  readonly doc: string;
  readonly columns: readonly ColumnDeclaration[];
  /** One value for each column; a timestamp as milliseconds. */
  readonly rows: readonly (readonly unknown[])[];
}

/** Makes a table of what there is. */
export type MakeTable = (origins: Origins) => SqlTable;

/** The columns by which a row of any table of records is found in `records`. */
export const recordColumns: readonly ColumnDeclaration[] = [
  ["key", "text", "the record's key"],
  ["n", "bigint", "which of the key's records, from 1 on"],
  ["stage", "text", "the stage's name"],
];

/**
 * Declares a table of what records hold: several rows a record.
 *
 * @param rowsOf What stands behind the record's key, number and stage.
 */
export function recordTable(
  name: string,
  doc: string,
  columns: readonly ColumnDeclaration[],
  rowsOf: (record: ExecutionRecord) => Iterable<readonly unknown[]>,
): MakeTable {
  return ({ records }) => ({
    name,
    doc,
    columns: [...recordColumns, ...columns],
    rows: records.flatMap(({ n, record }) =>
      Array.from(
        rowsOf(record),
        (row) => [record.key, n, record.stage, ...row],
      )
    ),
  });
}
