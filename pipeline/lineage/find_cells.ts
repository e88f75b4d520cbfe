/**
 * Which results a person means by `method=rft/beta=1 base=0 ratio=0.5`.
 *
 * @module
 */

import { nearestNames } from "../suggest.ts";
import { type ResultCell, type Scalar, UnknownCellError } from "./cells.ts";

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

/**
 * Reads `name=value`; a value may hold more of `=`.
 *
 * @param cells Of which a word alone may be a value: what to say of it.
 */
export function parseFilter(
  text: string,
  cells: readonly ResultCell[],
): CellFilter {
  const at = text.indexOf("=");
  if (at < 1) {
    const [such = "seed=1"] = filtersFor(text, cells);
    throw new UnknownCellError(
      `Cannot look for results by "${text}": give a coordinate and its value, ` +
        `such as ${such}`,
    );
  }
  return { name: text.slice(0, at), value: text.slice(at + 1) };
}

/** Whether a typed value is the one of a result; numbers by what they are. */
function isValue(value: Scalar, typed: string): boolean {
  if (typeof value !== "number") return String(value) === typed;
  return typed.trim() !== "" && Number(typed) === value;
}

/** The names of all coordinates, in the document's order. */
function namesOf(cells: readonly ResultCell[]): string[] {
  return [
    ...new Set(cells.flatMap(({ coordinates }) => Object.keys(coordinates))),
  ];
}

/** The filters that a value alone could be meant as. */
function filtersFor(value: string, cells: readonly ResultCell[]): string[] {
  return namesOf(cells)
    .filter((name) =>
      valuesOf(cells, name).some((one) => one !== null && isValue(one, value))
    )
    .map((name) => `${name}=${value}`);
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
  const known = namesOf(cells);
  const [near] = nearestNames(name, known);
  const isMetric = cells.some(({ metrics }) => Object.hasOwn(metrics, name));
  const refuse = (what: string) =>
    new UnknownCellError(
      `No result has a coordinate "${name}"` +
        (isMetric ? ", which is a metric" : "") + what,
    );
  if (near !== undefined) {
    const values = listed(valuesOf(cells, near));
    throw refuse(
      `; did you mean "${near}=${value}"? Its values are ${values}`,
    );
  }
  const others = isMetric ? [] : filtersFor(value, cells);
  if (others.length === 0) throw refuse(`; there are ${listed(known)}`);
  const meant = others.map((one) => `"${one}"`).join(" or ");
  throw refuse(`; did you mean ${meant}? There are ${listed(known)}`);
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
 * The coordinate that a name stands for: itself, or the only one that begins
 * with it as a whole word, as `base` does for `baseRatio`.
 */
function coordinateOf(name: string, known: readonly string[]): string | null {
  if (known.includes(name)) return name;
  const longer = known.filter((one) =>
    name !== "" && one.startsWith(name) &&
    /^[^a-z]/.test(one.slice(name.length))
  );
  return longer.length === 1 ? longer[0]! : null;
}

/** The results that have a value, or else those that it is the beginning of. */
function withValue(
  cells: readonly ResultCell[],
  name: string,
  value: string,
): { readonly found: readonly ResultCell[]; readonly note: string | null } {
  const has = (test: (value: Scalar) => boolean) =>
    cells.filter(({ coordinates }) =>
      Object.hasOwn(coordinates, name) && test(coordinates[name]!)
    );
  const exact = has((one) => isValue(one, value));
  if (exact.length > 0) return { found: exact, note: null };
  const start = value.endsWith("/") ? value : `${value}/`;
  const found = has((one) => typeof one === "string" && one.startsWith(start));
  const note = `${name}=${value} stands for ${listed(valuesOf(found, name))}`;
  return { found, note: found.length === 0 ? null : note };
}

/**
 * Finds the results that have all of the values; of a coordinate that is given
 * several times, any of its values. Numbers are compared as numbers. A name
 * that no coordinate has stands for the only one of which it is the first
 * words: `base=0` finds `baseRatio=0`. A text that no result has stands for
 * those that it is the beginning of up to a slash: `method=rft` finds
 * `rft/beta=1`.
 *
 * @throws UnknownCellError for a coordinate or a value that there is not, with
 * those that there are.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readCells } from "./cells.ts";
 * const source = "ab".repeat(32);
 * const cells = readCells({
 *   results: [
 *     { method: "rft/beta=1", ratio: 0.5, metrics: { error: 0.2 }, source },
 *     { method: "sft", ratio: 0.5, metrics: { error: 0.3 }, source },
 *   ],
 * }, "made up");
 * const filters = ["ratio=.50", "method=rft"]
 *   .map((word) => parseFilter(word, cells));
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
  const known = namesOf(all);
  const before: CellFilter[] = [];
  const asked = Map.groupBy(filters, (filter) => {
    const name = coordinateOf(filter.name, known);
    if (name === null) refuseName(filter, all);
    if (name !== filter.name) {
      const { value } = filter;
      notes.push(`${filter.name}=${value} stands for ${name}=${value}`);
    }
    return name;
  });
  for (const [name, alternatives] of asked) {
    const kept = new Set<ResultCell>();
    for (const { value } of alternatives) {
      const { found, note } = withValue(cells, name, value);
      if (found.length === 0) refuseValue({ name, value }, cells, before);
      if (note !== null) notes.push(note);
      for (const cell of found) kept.add(cell);
    }
    for (const { value } of alternatives) before.push({ name, value });
    cells = cells.filter((cell) => kept.has(cell));
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
