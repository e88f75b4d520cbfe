/**
 * Answers as files for other programs.
 *
 * @module
 */

import type { Cell } from "../tables/column.ts";
import type { QueryResult } from "../tables/duckdb.ts";

/** The names of columns, each once: of two alike the second gets a number. */
function distinctNames({ columns }: QueryResult): string[] {
  const names: string[] = [];
  for (const { name } of columns) {
    let distinct = name;
    for (let i = 1; names.includes(distinct); i++) distinct = `${name}_${i}`;
    names.push(distinct);
  }
  return names;
}

/** An answer as JSON: a list of objects, one a line. */
export function jsonText(result: QueryResult): string {
  const names = distinctNames(result);
  const lines = result.rows.map((row) =>
    JSON.stringify(Object.fromEntries(names.map((name, i) => [name, row[i]])))
  );
  return lines.length === 0 ? "[]\n" : `[\n${lines.join(",\n")}\n]\n`;
}

/** A field of CSV. An empty one is no value, an empty text is in quotes. */
function field(cell: Cell): string {
  if (cell === null) return "";
  const text = String(cell);
  const plain = text !== "" && !/[",\r\n]/.test(text) && text === text.trim();
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}

/** An answer as CSV (RFC 4180, with plain line ends), names first. */
export function csvText(result: QueryResult): string {
  return [distinctNames(result), ...result.rows]
    .map((row) => row.map(field).join(",") + "\n").join("");
}

/** The whole numbers of DuckDB. */
const whole = /^U?(?:TINY|SMALL|BIG)?INT(?:EGER)?$/;

/** How a column is written: Parquet's type, and its values. */
function columnData(type: string, cells: readonly Cell[]) {
  const each = <T>(to: (cell: string | number | boolean) => T) =>
    cells.map((cell) => cell === null ? null : to(cell));
  if (whole.test(type)) {
    return { type: "INT64", data: each((cell) => BigInt(cell)) } as const;
  }
  switch (type) {
    case "DOUBLE":
    case "FLOAT":
      return { type: "DOUBLE", data: each(Number) } as const;
    case "BOOLEAN":
      return { type: "BOOLEAN", data: each(Boolean) } as const;
    case "TIMESTAMP":
      return {
        type: "TIMESTAMP",
        data: each((cell) => new Date(String(cell))),
      } as const;
    default:
      return { type: "STRING", data: each(String) } as const;
  }
}

/** An answer as a Parquet file: the same bytes for the same answer. */
export async function parquetBytes(
  result: QueryResult,
): Promise<Uint8Array<ArrayBuffer>> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const names = distinctNames(result);
  return new Uint8Array(parquetWriteBuffer({
    columnData: result.columns.map(({ type }, i) => ({
      name: names[i]!,
      nullable: true,
      ...columnData(type, result.rows.map((row) => row[i]!)),
    })),
    createdBy: "juice",
  }));
}
