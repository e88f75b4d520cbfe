/**
 * What a Parquet file says of itself: its columns and how many rows it has.
 *
 * @module
 */

import { messageOf, StoreError } from "../errors.ts";
import type { Digest } from "../identity/digest.ts";
import { short, type Store } from "../store/mod.ts";

/** The media type of Parquet files. */
export const parquetType = "application/vnd.apache.parquet";

/** A column. */
export interface ParquetColumn {
  readonly name: string;
  /** Parquet's logical type, or else its physical one, such as `DOUBLE`. */
  readonly type: string;
}

/** A table's shape. */
export interface ParquetShape {
  readonly columns: readonly ParquetColumn[];
  readonly rows: number;
}

/**
 * The shape of a Parquet file in a store. Columns with parts of their own are
 * named by their paths, with dots.
 *
 * @throws StoreError for a file that is no Parquet.
 */
export async function shapeOf(
  store: Store,
  digest: Digest,
): Promise<ParquetShape> {
  const { parquetMetadata, parquetSchema } = await import("hyparquet");
  try {
    const bytes = Deno.readFileSync(store.pathOf(digest));
    const metadata = parquetMetadata(bytes.buffer as ArrayBuffer);
    const columns: ParquetColumn[] = [];
    const walk = (node: ReturnType<typeof parquetSchema>) => {
      if (node.children.length > 0) return node.children.forEach(walk);
      const { logical_type, converted_type, type } = node.element;
      columns.push({
        name: node.path.join("."),
        type: logical_type?.type ?? converted_type ?? type ?? "UNKNOWN",
      });
    };
    parquetSchema(metadata).children.forEach(walk);
    return { columns, rows: Number(metadata.num_rows) };
  } catch (error) {
    throw new StoreError(
      `Cannot describe the table ${short(digest)}: it is no Parquet file: ` +
        messageOf(error),
      { cause: error },
    );
  }
}
