/**
 * Reading Parquet files: their columns, and of their rows only those that are
 * asked for. DuckDB's own reader is an extension from the network.
 *
 * @module
 */

// Only types: the library is loaded where a file is opened.
import type { AsyncBuffer, FileMetaData, SchemaTree } from "hyparquet";
import { messageOf } from "../errors.ts";
import { isDiskError, storeError } from "../store/files.ts";
import type { Cell, Column, ColumnKind } from "./column.ts";
import { compressors } from "./compressors.ts";
import { TableError } from "./error.ts";
import { timeText, toCell } from "./values.ts";

/** A column of a Parquet file. */
export interface ParquetColumn extends Column {
  readonly kind: ColumnKind;
  /** Whether its times are of a whole day. */
  readonly isDate: boolean;
}

/** A Parquet file that was opened. */
export interface ParquetFile {
  readonly path: string;
  readonly columns: readonly ParquetColumn[];
  /** Rows. */
  readonly count: number;
  /** What its rows take in memory at the least: bytes. */
  readonly size: number;
  readonly metadata: FileMetaData;
}

/** What a row takes in memory beside its cells, and each of these: bytes. */
const rowBytes = 32, cellBytes = 8;

/** DuckDB's name for a column's type, and how its values are kept. */
type ColumnType = readonly [string, ColumnKind];

/** By Parquet's physical types, where no logical one says more. */
const physical: Readonly<Record<string, ColumnType>> = {
  BOOLEAN: ["BOOLEAN", "boolean"],
  INT32: ["INTEGER", "bigint"],
  INT64: ["BIGINT", "bigint"],
  INT96: ["TIMESTAMP", "timestamp"],
  FLOAT: ["FLOAT", "double"],
  DOUBLE: ["DOUBLE", "double"],
};

/** By Parquet's converted types, which logical ones come with. */
const converted: Readonly<Record<string, ColumnType>> = {
  UTF8: ["VARCHAR", "text"],
  ENUM: ["VARCHAR", "text"],
  JSON: ["JSON", "text"],
  DATE: ["DATE", "timestamp"],
  TIMESTAMP_MILLIS: ["TIMESTAMP", "timestamp"],
  TIMESTAMP_MICROS: ["TIMESTAMP", "timestamp"],
  INT_8: ["TINYINT", "bigint"],
  INT_16: ["SMALLINT", "bigint"],
  INT_32: ["INTEGER", "bigint"],
  INT_64: ["BIGINT", "bigint"],
  UINT_8: ["UTINYINT", "bigint"],
  UINT_16: ["USMALLINT", "bigint"],
  UINT_32: ["UINTEGER", "bigint"],
  UINT_64: ["UBIGINT", "double"],
};

/** By Parquet's logical types that have no converted one. */
const logical: Readonly<Record<string, ColumnType>> = {
  STRING: ["VARCHAR", "text"],
  UUID: ["UUID", "text"],
  FLOAT16: ["FLOAT", "double"],
  DATE: ["DATE", "timestamp"],
  TIMESTAMP: ["TIMESTAMP", "timestamp"],
};

function typeOf(tree: SchemaTree): ColumnType {
  const { element, children } = tree;
  const inner = children[0];
  if (element.converted_type === "LIST" && inner !== undefined) {
    return [`${typeOf(inner.children[0] ?? inner)[0]}[]`, "text"];
  }
  if (element.converted_type === "MAP") return ["MAP", "text"];
  if (children.length > 0) {
    const fields = children.map((one) =>
      `${one.element.name} ${typeOf(one)[0]}`
    );
    return [`STRUCT(${fields.join(", ")})`, "text"];
  }
  const { converted_type: old, logical_type: type } = element;
  if (type?.type === "DECIMAL" || old === "DECIMAL") {
    return [`DECIMAL(${element.precision},${element.scale ?? 0})`, "double"];
  }
  const known = logical[type?.type ?? ""] ?? converted[old ?? ""] ??
    physical[element.type ?? ""] ?? ["BLOB", "text"];
  return element.repetition_type === "REPEATED"
    ? [`${known[0]}[]`, "text"]
    : known;
}

/** What is thrown of a file that is no table or a damaged one. */
export function damaged(path: string, error: unknown): TableError {
  return new TableError(
    `Cannot read the table "${path}": it is no Parquet file, or a damaged ` +
      `one (${messageOf(error)})`,
    { cause: error },
  );
}

/** Reads the parts of a file that are asked for. */
class Parts implements AsyncBuffer, Disposable {
  readonly #file: Deno.FsFile;
  readonly byteLength: number;

  constructor(path: string) {
    try {
      this.#file = Deno.openSync(path, { read: true });
      this.byteLength = this.#file.statSync().size;
    } catch (error) {
      throw storeError(`read the table "${path}"`, error);
    }
  }

  slice(start: number, end = this.byteLength): ArrayBuffer {
    const from = Math.max(0, start < 0 ? this.byteLength + start : start);
    const to = Math.min(end, this.byteLength);
    const bytes = new Uint8Array(Math.max(0, to - from));
    this.#file.seekSync(from, Deno.SeekMode.Start);
    for (let at = 0; at < bytes.length;) {
      const read = this.#file.readSync(bytes.subarray(at));
      if (read === null) throw new Error("the file ends too early");
      at += read;
    }
    return bytes.buffer;
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/**
 * Opens a Parquet file: reads its end, which says what columns there are.
 *
 * @throws TableError for a file that is none, or a damaged one.
 */
export async function openParquet(path: string): Promise<ParquetFile> {
  const { parquetMetadataAsync, parquetSchema } = await import("hyparquet");
  using file = new Parts(path);
  try {
    const metadata = await parquetMetadataAsync(file);
    const columns = parquetSchema(metadata).children.map((tree) => {
      const [type, kind] = typeOf(tree);
      const { name } = tree.element;
      return { name, type, kind, isDate: type === "DATE" };
    });
    const count = Number(metadata.num_rows);
    if (!Number.isSafeInteger(count) || count < 0) {
      throw new Error(`it says that it has ${metadata.num_rows} rows`);
    }
    const unpacked = metadata.row_groups.reduce(
      (sum, { total_byte_size }) => sum + Number(total_byte_size),
      0,
    );
    // A column that repeats one value is a few bytes, however many its rows.
    const rows = count * (rowBytes + cellBytes * columns.length);
    const size = Math.max(unpacked, rows);
    return { path, columns, count, size, metadata };
  } catch (error) {
    if (isDiskError(error)) throw storeError(`read the table "${path}"`, error);
    throw damaged(path, error);
  }
}

/**
 * Reads rows of a file as the library gives them. Of the file only the row
 * groups that hold them are read.
 *
 * @param from The first row, from 0.
 * @param to The row behind the last one.
 * @throws TableError for a damaged file.
 */
export async function readRows(
  { path, columns, count, metadata }: ParquetFile,
  from = 0,
  to: number = count,
): Promise<unknown[][]> {
  const end = Math.min(to, count);
  if (from >= end || columns.length === 0) return [];
  const { parquetRead } = await import("hyparquet");
  using file = new Parts(path);
  let found: unknown[][] = [];
  try {
    await parquetRead({
      file,
      metadata,
      rowStart: from,
      rowEnd: end,
      compressors: await compressors(),
      onComplete: (rows) => found = rows,
    });
    if (found.length !== end - from) {
      throw new Error(`${end - from} rows are named and ${found.length} there`);
    }
  } catch (error) {
    if (isDiskError(error)) throw storeError(`read the table "${path}"`, error);
    throw damaged(path, error);
  }
  return found;
}

/** A value that the library gave, as a cell. */
export function parquetCell(value: unknown, { isDate }: ParquetColumn): Cell {
  return isDate && value instanceof Date
    ? timeText(value.getTime())?.slice(0, 10) ?? null
    : toCell(value);
}
