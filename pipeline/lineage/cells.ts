/**
 * Cells of a recipe's result table, as its result document has them.
 *
 * A result is one entry of the result document's `results`: its scalar fields
 * are its coordinates, `metrics` are its numbers, and `source` is the digest of
 * the artifact that they stand in.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";
import type { Digest } from "../identity/digest.ts";
import { isDigest } from "../identity/hash.ts";

/** What a coordinate can be. */
export type Scalar = string | number | boolean | null;

/** A result: where it stands, its numbers, and what they came from. */
export interface ResultCell {
  /** In the document's order. */
  readonly coordinates: Readonly<Record<string, Scalar>>;
  /**
   * The coordinates that the document puts before the metrics: what the result
   * is of. What follows is said about it. All of them where none stands before.
   */
  readonly leading: readonly string[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly source: Digest;
}

/** No result is meant by what a person asked for. */
export class UnknownCellError extends JuiceError {
  constructor(message: string) {
    super(message, { code: "unknown-cell" });
  }
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === "string" ||
    typeof value === "number" || typeof value === "boolean";
}

/** The fields that are no scalar in some entry, and so no coordinate in any. */
function nested(entries: readonly unknown[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const entry of entries) {
    if (typeof entry !== "object" || entry === null) continue;
    for (const [name, value] of Object.entries(entry)) {
      if (!isScalar(value)) names.add(name);
    }
  }
  return names;
}

/** A result as a cell; null for one that says not where it came from. */
function cellOf(
  entry: unknown,
  others: ReadonlySet<string>,
): ResultCell | null {
  if (typeof entry !== "object" || entry === null) return null;
  const fields = entry as Record<string, unknown>;
  const { metrics, source } = fields;
  if (typeof source !== "string" || !isDigest(source)) return null;
  if (typeof metrics !== "object" || metrics === null) return null;
  const names = Object.keys(fields)
    .filter((name) => name !== "source" && !others.has(name));
  const order = Object.keys(fields);
  const leading = names.filter((name) =>
    order.indexOf(name) < order.indexOf("metrics")
  );
  return {
    coordinates: Object.fromEntries(
      names.map((name) => [name, fields[name] as Scalar]),
    ),
    leading: leading.length > 0 ? leading : names,
    metrics: Object.fromEntries(
      Object.entries(metrics).filter(([, value]) => typeof value === "number"),
    ),
    source,
  };
}

/** Those of a document's results that say what they came from. */
export function cellsOf(results: unknown): ResultCell[] {
  const entries: readonly unknown[] = Array.isArray(results) ? results : [];
  const others = nested(entries);
  return entries.map((entry) => cellOf(entry, others))
    .filter((cell) => cell !== null);
}

/**
 * The results of a result document that say what they came from.
 *
 * @param from What the document is, as the error names it.
 * @throws UnknownCellError where there are none.
 */
export function readCells(document: unknown, from: string): ResultCell[] {
  const { results } = (document ?? {}) as { results?: unknown };
  const cells = cellsOf(results);
  if (cells.length > 0) return cells;
  throw new UnknownCellError(
    `Cannot look for results in "${from}": none of its "results" has ` +
      '"metrics" and, as its "source", the digest that they came from',
  );
}

/** A value as it is shown and can be typed. */
export function scalarText(value: Scalar): string {
  return String(value);
}
