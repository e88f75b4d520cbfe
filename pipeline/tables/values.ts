/**
 * Values of tables as JSON has them, and DuckDB's names of types.
 *
 * @module
 */

import type { DataType } from "apache-arrow";
import type { Cell } from "./column.ts";

/**
 * A value of any column as a cell. What JSON has no number for (`NaN`,
 * infinities, whole numbers beyond 2^53) becomes its text.
 */
export function toCell(value: unknown): Cell {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "bigint": {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : String(value);
    }
    case "object":
      if (value === null) return null;
      if (value instanceof Date) return timeText(value.getTime());
      if (value instanceof Uint8Array) return value.toHex();
      return JSON.stringify(nested(value));
    default:
      return null;
  }
}

/** A time, milliseconds in UTC, as ISO 8601; null for none. */
export function timeText(time: number): string | null {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** What is within a nested value, as plain JSON. */
function nested(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Date) {
    return toCell(value);
  }
  if (value instanceof Uint8Array) return value.toHex();
  if (ArrayBuffer.isView(value)) {
    return Array.from(value as unknown as ArrayLike<unknown>, toCell);
  }
  // Arrow's vectors and rows, and ordinary arrays and objects.
  const plain = "toJSON" in value && typeof value.toJSON === "function"
    ? value.toJSON() as object
    : value;
  if (Array.isArray(plain)) return plain.map(nested);
  return Object.fromEntries(
    Object.entries(plain).map(([name, inner]) => [name, nested(inner)]),
  );
}

// Arrow's numbers of its types and units; see its format, Schema.fbs.
const arrow = {
  int: 2,
  float: 3,
  binary: 4,
  utf8: 5,
  bool: 6,
  date: 8,
  time: 9,
  timestamp: 10,
  interval: 11,
  list: 12,
  struct: 13,
  dictionary: -1,
  map: 17,
} as const;

/** The fields that a type of Arrow may have. */
interface ArrowType {
  readonly typeId: number;
  readonly isSigned?: boolean;
  readonly bitWidth?: number;
  readonly precision?: number;
  readonly timezone?: string | null;
  readonly dictionary?: ArrowType;
  readonly children?:
    | readonly {
      readonly name: string;
      readonly type: ArrowType;
    }[]
    | null;
}

/** DuckDB's name of a type that it gave as Arrow's. */
export function typeName(given: DataType): string {
  const type = given as unknown as ArrowType;
  const inner = type.children ?? [];
  const name = (one: ArrowType) => typeName(one as unknown as DataType);
  switch (type.typeId) {
    case arrow.int: {
      const names: Record<number, string> = {
        8: "TINYINT",
        16: "SMALLINT",
        32: "INTEGER",
        64: "BIGINT",
      };
      const signed = names[type.bitWidth ?? 32] ?? "BIGINT";
      return type.isSigned === false ? `U${signed}` : signed;
    }
    case arrow.float:
      return type.precision === 1 ? "FLOAT" : "DOUBLE";
    case arrow.binary:
      return "BLOB";
    case arrow.utf8:
      return "VARCHAR";
    case arrow.bool:
      return "BOOLEAN";
    case arrow.date:
      return "DATE";
    case arrow.time:
      return "TIME";
    case arrow.timestamp:
      return type.timezone ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP";
    case arrow.interval:
      return "INTERVAL";
    case arrow.list:
      return `${inner[0] === undefined ? "VARCHAR" : name(inner[0].type)}[]`;
    case arrow.struct:
      return `STRUCT(${
        inner.map((one) => `${one.name} ${name(one.type)}`).join(", ")
      })`;
    case arrow.map:
      return "MAP";
    case arrow.dictionary:
      return type.dictionary === undefined ? "VARCHAR" : name(type.dictionary);
    default:
      return "VARCHAR";
  }
}

/** A value that DuckDB gave, as a cell. */
export function cellOf(value: unknown, type: DataType): Cell {
  if (value === null || value === undefined) return null;
  switch (type.typeId) {
    case arrow.date:
      return timeText(Number(value))?.slice(0, 10) ?? null;
    case arrow.timestamp:
      return timeText(Number(value));
    case arrow.time:
      return timeText(Number(value) / 1000)?.slice(11, 23) ?? null;
    default:
      return toCell(value);
  }
}
