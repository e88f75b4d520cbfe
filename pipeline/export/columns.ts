/**
 * What a table says of itself: its columns and how many rows it has.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";
import { parquetType } from "../media_types.ts";
import type { OutputEntry } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { type Column, openParquet, TableError } from "../tables/mod.ts";
import { checkObject } from "./artifacts.ts";
import type { ExportedStage } from "./target.ts";

/** A table's shape. Types are DuckDB's, as everywhere in the project. */
export interface TableShape {
  readonly columns: readonly Column[];
  readonly rows: number;
}

/** Whether an output is a table: a file that is declared to be Parquet. */
export function isTable(
  { stage }: ExportedStage,
  output: string,
  { form }: OutputEntry,
): boolean {
  const type = stage.kind.outputs[output];
  return form === "file" && type?.mediaType === parquetType;
}

/**
 * The shape of a table in a store.
 *
 * @param label What it is called in an error.
 * @throws StoreError for an object that is damaged or missing.
 * @throws JuiceError for a file that is no Parquet.
 */
export async function shapeOf(
  store: Store,
  { digest }: OutputEntry,
  label: string,
): Promise<TableShape> {
  checkObject(store, digest, label);
  try {
    const { columns, count } = await openParquet(store.pathOf(digest));
    return {
      columns: columns.map(({ name, type }) => ({ name, type })),
      rows: count,
    };
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    throw new JuiceError(
      `Cannot describe the table "${label}": it is no Parquet file, though ` +
        "its type says so\nCorrect what the stage writes, or its type",
      { cause: error },
    );
  }
}
