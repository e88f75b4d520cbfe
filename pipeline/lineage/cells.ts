/**
 * Cells of a recipe's result table: which results a person means by
 * `method=rft/beta=1 ratio=0.5`.
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
import { nearestNames } from "../suggest.ts";

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

/** `name=value`, as it was typed. */
export interface CellFilter {
  readonly name: string;
  readonly value: string;
}

/** Results that were found. */
export interface FoundCells {
  /** In the document's order; at least one. */
  readonly cells: readonly ResultCell[];
  /** How a value was understood, where it is not that of the result itself. */
  readonly notes: readonly string[];
}

/** No result is meant by what a person asked for. */
export class UnknownCellError extends JuiceError {
  constructor(message: string) {
    super(message, { code: "unknown-cell" });
  }
}

/** Reads `name=value`; a value may hold more of `=`. */
export function parseFilter(text: string): CellFilter {
  const at = text.indexOf("=");
  if (at < 1) {
    throw new UnknownCellError(
      `Cannot look for results by "${text}": give a coordinate and its value, ` +
        "such as seed=1",
    );
  }
  return { name: text.slice(0, at), value: text.slice(at + 1) };
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

/** Whether a typed value is the one of a result; numbers by what they are. */
function isValue(value: Scalar, typed: string): boolean {
  if (typeof value !== "number") return String(value) === typed;
  return typed.trim() !== "" && Number(typed) === value;
}

/** The values of a coordinate, each once: numbers by size, then texts. */
function valuesOf(cells: readonly ResultCell[], name: string): Scalar[] {
  const values = new Set(
    cells.filter(({ coordinates }) => Object.hasOwn(coordinates, name))
      .map(({ coordinates }) => coordinates[name]!),
  );
  const numbers = [...values].filter((one) => typeof one === "number");
  const others = [...values].filter((one) => typeof one !== "number");
  return [...numbers.sort((a, b) => a - b), ...others];
}

/** How many values of a coordinate are listed. */
const mostValues = 12;

function listed(values: readonly Scalar[]): string {
  const shown = values.slice(0, mostValues)
    .map((value) => typeof value === "string" ? `"${value}"` : String(value));
  const more = values.length - shown.length;
  return shown.join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function refuseName(
  { name, value }: CellFilter,
  cells: readonly ResultCell[],
): never {
  const known = [...new Set(cells.flatMap((c) => Object.keys(c.coordinates)))];
  const [near] = nearestNames(name, known);
  const isMetric = cells.some(({ metrics }) => Object.hasOwn(metrics, name));
  throw new UnknownCellError(
    `No result has a coordinate "${name}"` +
      (isMetric ? ", which is a metric" : "") +
      (near === undefined
        ? `; there are ${listed(known)}`
        : `; did you mean "${near}=${value}"? Its values are ${
          listed(valuesOf(cells, near))
        }`),
  );
}

function refuseValue(
  { name, value }: CellFilter,
  cells: readonly ResultCell[],
  before: readonly CellFilter[],
): never {
  const values = valuesOf(cells, name);
  const texts = values.filter((one) => typeof one === "string");
  const near = nearestNames(value, texts)
    .map((one) => `"${name}=${one}"`).join(" or ");
  const where = before.length === 0
    ? ""
    : ` with ${before.map((one) => `${one.name}=${one.value}`).join(" ")}`;
  throw new UnknownCellError(
    `No result${where} has ${name}=${value}` +
      (near === "" ? "" : `; did you mean ${near}?`) +
      `${near === "" ? "; its" : " Its"} values are ${listed(values)}`,
  );
}

/**
 * Finds the results that have all of the values. Numbers are compared as
 * numbers. A text that no result has stands for those that it is the beginning
 * of up to a slash: `method=rft` finds `rft/beta=1`.
 *
 * @throws UnknownCellError for a coordinate or a value that there is not, with
 * those that there are.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const source = "ab".repeat(32);
 * const cells = readCells({
 *   results: [
 *     { method: "rft/beta=1", ratio: 0.5, metrics: { error: 0.2 }, source },
 *     { method: "sft", ratio: 0.5, metrics: { error: 0.3 }, source },
 *   ],
 * }, "made up");
 * const filters = ["ratio=.50", "method=rft"].map(parseFilter);
 * const found = findCells(cells, filters);
 * assert.deepEqual(found.cells.map(({ metrics }) => metrics.error), [0.2]);
 * assert.deepEqual(found.notes, ['method=rft stands for "rft/beta=1"']);
 * ```
 */
export function findCells(
  all: readonly ResultCell[],
  filters: readonly CellFilter[],
): FoundCells {
  let cells = all;
  const notes: string[] = [];
  for (const [i, filter] of filters.entries()) {
    const { name, value } = filter;
    if (!all.some(({ coordinates }) => Object.hasOwn(coordinates, name))) {
      refuseName(filter, all);
    }
    const has = (test: (value: Scalar) => boolean) =>
      cells.filter(({ coordinates }) =>
        Object.hasOwn(coordinates, name) && test(coordinates[name]!)
      );
    let found = has((one) => isValue(one, value));
    if (found.length === 0) {
      const start = value.endsWith("/") ? value : `${value}/`;
      found = has((one) => typeof one === "string" && one.startsWith(start));
      if (found.length > 0) {
        const meant = listed(valuesOf(found, name));
        notes.push(`${name}=${value} stands for ${meant}`);
      }
    }
    if (found.length === 0) refuseValue(filter, cells, filters.slice(0, i));
    cells = found;
  }
  return { cells, notes };
}

/** The coordinates in which results differ, in the document's order. */
export function differing(cells: readonly ResultCell[]): string[] {
  const names = new Set(cells.flatMap(({ leading }) => leading));
  return [...names].filter((name) => valuesOf(cells, name).length > 1);
}

/** How to ask for fewer results: each differing coordinate with its values. */
export function narrowing(cells: readonly ResultCell[]): string[] {
  return differing(cells)
    .map((name) => `${name}: ${listed(valuesOf(cells, name))}`);
}
