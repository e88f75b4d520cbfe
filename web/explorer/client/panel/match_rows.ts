/**
 * Which results a row of the result table speaks of. A table is text, so this
 * is inferred: by the words of a row that are values of a coordinate, and by
 * the numbers of all rows, which one choice of the other coordinates explains.
 *
 * @module
 */

import type { ResultEntry, ResultTable } from "../../api.ts";
import { own } from "../model/own.ts";
import {
  type Axis,
  type Choice,
  chosenOf,
  type Coordinate,
  metricsOf,
  rowCoordinates,
  summaryOf,
} from "./coordinates.ts";

/** Coordinates over which a table takes means. */
const repeated = new Set(["seed", "repeat", "repetition", "fold"]);

/** The results of each row; null where they cannot be told. */
export function matchRows(
  table: ResultTable,
  results: readonly ResultEntry[],
  axes: readonly Axis[],
): (ResultEntry[] | null)[] {
  const named = table.rows.map((row) => rowCoordinates(row, axes));
  const metrics = metricsOf(results);
  const taken = new Set(named.flatMap((row) => [...row.keys()]));
  const rest = axes.filter(({ name }) =>
    !taken.has(name) && !repeated.has(name)
  );
  let best: { choice: Choice; score: number } | null = null;
  for (const choice of choicesOf(rest, results)) {
    let score = 0;
    table.rows.forEach((row, index) => {
      const members = membersOf(results, named[index]!, choice);
      score += explained(row, members, metrics);
    });
    if (best === null || score > best.score) best = { choice, score };
  }
  return table.rows.map((row, index) => {
    if (best === null || best.score === 0 || named[index]!.size === 0) {
      return null;
    }
    const members = membersOf(results, named[index]!, best.choice);
    return explained(row, members, metrics) > 0 ? members : null;
  });
}

/** Results of a choice; one without a value of a coordinate stands for all. */
function membersOf(
  results: readonly ResultEntry[],
  named: Choice,
  rest: Choice,
): ResultEntry[] {
  return chosenOf(results, named).filter(({ coordinates }) =>
    [...rest].every(([name, value]) =>
      [value, null].includes(own(coordinates, name) ?? null)
    )
  );
}

/** Every combination of values that some result has. */
function choicesOf(
  axes: readonly Axis[],
  results: readonly ResultEntry[],
): Choice[] {
  const found = new Map<string, Map<string, Coordinate>>();
  for (const { coordinates } of results) {
    const choice = new Map(
      axes.map(({ name }) => [name, own(coordinates, name) ?? null]),
    );
    found.set(JSON.stringify([...choice]), choice);
  }
  return [...found.values()];
}

/** How many of a row's numbers are the mean of some metric. */
function explained(
  row: readonly (string | number | null)[],
  members: readonly ResultEntry[],
  metrics: readonly string[],
): number {
  if (members.length === 0) return 0;
  const means = metrics.map((metric) => summaryOf(members, metric)?.mean);
  return row.filter((cell) => {
    const shown = shownNumber(cell);
    return shown !== null && means.some((mean) =>
      mean !== undefined &&
      Math.abs(mean - shown.value) <= shown.half * 1.0001
    );
  }).length;
}

/** A number as it is written, and half of its last digit's place. */
function shownNumber(
  cell: string | number | null,
): { value: number; half: number } | null {
  if (cell === null) return null;
  const text = String(cell).replace("\u2212", "-");
  const match = /^-?\d*(?:\.(\d+))?$/.exec(text);
  // A bare whole number is as often a count as a mean.
  if (match === null || match[1] === undefined) return null;
  return { value: Number(text), half: 0.5 * 10 ** -match[1].length };
}
