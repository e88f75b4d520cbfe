/**
 * Results by their coordinates: which there are, which are chosen, what they
 * come to, and which of them a row of the result table speaks of.
 *
 * @module
 */

import type { ResultEntry } from "../../api.ts";
import { own } from "../model/own.ts";
import { inOrder } from "./table_state.ts";

/** A value of a coordinate. */
export type Coordinate = string | number | null;

/** A coordinate and the values that results have of it. */
export interface Axis {
  readonly name: string;
  readonly values: readonly Coordinate[];
}

/** What is chosen: by coordinate, its value. */
export type Choice = ReadonlyMap<string, Coordinate>;

/**
 * Results in which numbers that were measured or worked out stand with the
 * metrics: those of a coordinate which has values of so many digits that nobody
 * chose them.
 */
export function sortedOut(results: readonly ResultEntry[]): ResultEntry[] {
  const measured = new Set(
    results.flatMap(({ coordinates }) =>
      Object.entries(coordinates).filter(([, value]) =>
        typeof value === "number" && String(value).length > 9
      ).map(([name]) => name)
    ),
  );
  if (measured.size === 0) return [...results];
  return results.map((entry) => {
    const all = Object.entries(entry.coordinates);
    const added = all.filter((one): one is [string, number] =>
      measured.has(one[0]) && typeof one[1] === "number" &&
      !Object.hasOwn(entry.metrics, one[0])
    );
    return {
      ...entry,
      coordinates: Object.fromEntries(
        all.filter(([name]) => !measured.has(name)),
      ),
      metrics: Object.fromEntries([
        ...Object.entries(entry.metrics),
        ...added,
      ]),
    };
  });
}

/** The coordinates along which results differ. */
export function axesOf(results: readonly ResultEntry[]): Axis[] {
  const values = new Map<string, Set<Coordinate>>();
  for (const { coordinates } of results) {
    for (const [name, value] of Object.entries(coordinates)) {
      const set = values.get(name) ?? new Set();
      values.set(name, set.add(value));
    }
  }
  return [...values].filter(([, set]) => set.size > 1).map(([name, set]) => ({
    name,
    values: [...set].sort((a, b) => inOrder(a, b, 1)),
  }));
}

/** Results that have all of the chosen values. */
export function chosenOf(
  results: readonly ResultEntry[],
  choice: Choice,
): ResultEntry[] {
  return results.filter(({ coordinates }) =>
    [...choice].every(([name, value]) =>
      (own(coordinates, name) ?? null) === value
    )
  );
}

/** The names of all metrics, in the order in which results name them. */
export function metricsOf(results: readonly ResultEntry[]): string[] {
  return [
    ...new Set(results.flatMap(({ metrics }) => Object.keys(metrics))),
  ];
}

/** What several numbers come to. */
export interface Summary {
  readonly n: number;
  readonly mean: number;
  /** Standard deviation over n - 1; null of a single number. */
  readonly deviation: number | null;
  readonly least: number;
  readonly greatest: number;
}

/** Of a metric over results; null where none has it. */
export function summaryOf(
  results: readonly ResultEntry[],
  metric: string,
): Summary | null {
  const values = results.map(({ metrics }) => own(metrics, metric))
    .filter((value): value is number => Number.isFinite(value));
  const n = values.length;
  if (n === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    n,
    mean,
    deviation: n < 2 ? null : Math.sqrt(squares / (n - 1)),
    least: values.reduce((a, b) => Math.min(a, b)),
    greatest: values.reduce((a, b) => Math.max(a, b)),
  };
}

/**
 * The coordinates that a row of the result table names: its words that are a
 * value of exactly one coordinate.
 */
export function rowCoordinates(
  row: readonly (string | number | null)[],
  axes: readonly Axis[],
): Map<string, Coordinate> {
  const found = new Map<string, Coordinate>();
  for (const cell of row) {
    if (typeof cell !== "string" || cell === "") continue;
    const fitting = axes.filter(({ values }) => values.includes(cell));
    const axis = fitting.length === 1 ? fitting[0]! : null;
    if (axis !== null && !found.has(axis.name)) found.set(axis.name, cell);
  }
  return found;
}
