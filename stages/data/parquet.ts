/**
 * Tables as Parquet files: rows in, the same bytes out on every machine, and
 * a reader that takes nothing but the declared columns.
 *
 * A reader that ignored what it did not know would let a learner be handed a
 * table that has the marks of the injected rows in it, so an undeclared column
 * is an error.
 *
 * @module
 */

// The libraries are loaded where they are used, not with the stage kinds, so
// that commands start at once.
import type { FileMetaData } from "hyparquet";
import { DataError } from "./error.ts";

/** The column types in use. */
export type ColumnType = "string" | "double" | "boolean";

/** The columns of a table, in order. No cell may be empty (null). */
export type Columns = Readonly<Record<string, ColumnType>>;

interface Cell {
  readonly string: string;
  readonly double: number;
  readonly boolean: boolean;
}

/** One row of a table. */
export type Row<C extends Columns> = { readonly [K in keyof C]: Cell[C[K]] };

/** Parquet's names for the column types, as the writer wants them. */
const writerTypes = {
  string: "STRING",
  double: "DOUBLE",
  boolean: "BOOLEAN",
} as const satisfies Record<ColumnType, string>;

const isCell: Readonly<Record<ColumnType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  double: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
};

/**
 * How many rows make a row group. Fixed, because it shapes the bytes; large
 * enough that the experiment's tables have one or two groups.
 */
const rowGroupSize = 100_000;

/**
 * Writes rows as a Parquet file. Bytes depend on the rows, their order, the
 * columns and the writer's version, and on nothing else.
 */
export async function writeRows<C extends Columns>(
  path: string,
  columns: C,
  rows: readonly Row<C>[],
): Promise<void> {
  const columnData = Object.entries(columns).map(([name, type]) => ({
    name,
    type: writerTypes[type],
    nullable: false,
    // Whether a dictionary pays is a guess of the writer's: leave it out.
    encoding: "PLAIN" as const,
    data: rows.map((row) => row[name]!),
  }));
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const bytes = parquetWriteBuffer({
    columnData,
    rowGroupSize,
    createdBy: "juice",
  });
  await Deno.writeFile(path, new Uint8Array(bytes));
}

/**
 * Reads a Parquet file that has exactly the declared columns.
 *
 * @throws {DataError} If the file cannot be read, is not Parquet, is damaged,
 * or lacks a declared column, has another one, or has one of another type.
 */
export async function readRows<C extends Columns>(
  path: string,
  columns: C,
): Promise<Row<C>[]> {
  const file = await readBytes(path);
  const metadata = await readMetadata(path, file);
  const { parquetReadObjects } = await import("hyparquet");
  checkColumns(path, metadata, columns);
  let rows: Record<string, unknown>[];
  try {
    rows = await parquetReadObjects({ file, metadata });
  } catch (error) {
    throw damaged(path, `its pages do not decode (${messageOf(error)})`);
  }
  checkRows(path, rows, columns, Number(metadata.num_rows));
  return rows as Row<C>[];
}

async function readBytes(path: string): Promise<ArrayBuffer> {
  try {
    return (await Deno.readFile(path)).buffer;
  } catch (error) {
    // A refused access is for the engine to explain, which knows what the
    // stage declared.
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new DataError(`Cannot read table "${path}": ${messageOf(error)}`);
  }
}

async function readMetadata(
  path: string,
  file: ArrayBuffer,
): Promise<FileMetaData> {
  const { parquetMetadata } = await import("hyparquet");
  try {
    return parquetMetadata(file);
  } catch (error) {
    throw damaged(path, `it has no Parquet footer (${messageOf(error)})`);
  }
}

/** Compares names and types of the file's columns with the declared ones. */
function checkColumns(
  path: string,
  metadata: FileMetaData,
  columns: Columns,
): void {
  const found = new Map(
    metadata.schema.slice(1).map((element) => [element.name, element]),
  );
  for (const [name, type] of Object.entries(columns)) {
    const element = found.get(name);
    if (element === undefined) {
      throw new DataError(
        `Cannot use table "${path}": column "${name}" is missing; it has ` +
          [...found.keys()].map((name) => `"${name}"`).join(", "),
      );
    }
    const actual = typeOf(element);
    if (actual !== type) {
      throw new DataError(
        `Cannot use table "${path}": column "${name}" is of type ` +
          `"${actual}" where "${type}" is wanted`,
      );
    }
  }
  for (const name of found.keys()) {
    if (!Object.hasOwn(columns, name)) {
      throw new DataError(
        `Cannot use table "${path}": column "${name}" is not declared; ` +
          `give a table with the columns ` +
          Object.keys(columns).map((name) => `"${name}"`).join(", "),
      );
    }
  }
}

function typeOf(element: FileMetaData["schema"][number]): string {
  if (element.num_children) return "GROUP";
  if (element.repetition_type === "REPEATED") return "REPEATED";
  switch (element.type) {
    case "BYTE_ARRAY": {
      const text = element.converted_type === "UTF8" ||
        element.logical_type?.type === "STRING";
      return text ? "string" : "BYTE_ARRAY";
    }
    case "DOUBLE":
      return "double";
    case "BOOLEAN":
      return "boolean";
    default:
      return element.type ?? "unknown";
  }
}

/** A damaged page can decode to fewer values or to the wrong ones. */
function checkRows(
  path: string,
  rows: readonly Record<string, unknown>[],
  columns: Columns,
  expected: number,
): void {
  if (rows.length !== expected) {
    throw damaged(
      path,
      `its footer says ${expected} rows and ${rows.length} are there`,
    );
  }
  const cells = Object.entries(columns);
  rows.forEach((row, index) => {
    for (const [name, type] of cells) {
      if (!isCell[type](row[name])) {
        throw damaged(path, `row ${index} has no value in column "${name}"`);
      }
    }
  });
}

function damaged(path: string, what: string): DataError {
  return new DataError(
    `Cannot read table "${path}": ${what}; rerun the stage that wrote it`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
