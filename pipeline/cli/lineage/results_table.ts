/**
 * Results that were asked for, as a table: what they differ in, their numbers
 * and the artifact that each came from, with the mean over seeds.
 *
 * @module
 */

import {
  differing,
  narrowing,
  type ResultCell,
  type Scalar,
  scalarText,
} from "../../lineage/cells.ts";
import { short } from "../../store/mod.ts";
import { width, wrap } from "../format.ts";
import { harmless } from "../harmless.ts";
import { type Cell, type Column, renderTable } from "../table.ts";
import type { Style } from "../terminal.ts";

/** The most results that a table lists. */
const mostRows = 40;
/** Digits of a metric that are shown. */
const digits = 4;
/** The coordinate over which means are taken. */
const repeated = "seed";

/** Coordinates as they can be typed again. */
export function coordinatesText(
  { coordinates, leading }: ResultCell,
  except: readonly string[] = [],
): string {
  return leading.filter((name) => !except.includes(name))
    .map((name) => `${name}=${scalarText(coordinates[name]!)}`).join(" ");
}

/** A number with as many digits as tables show; whole ones as they are. */
function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(digits);
}

/** The metrics that all have, in the document's order. */
function sharedMetrics(cells: readonly ResultCell[]): string[] {
  return Object.keys(cells[0]?.metrics ?? {})
    .filter((name) => cells.every(({ metrics }) => name in metrics));
}

/** As many of the metrics as fit beside the rest. */
function fitting(names: readonly string[], room: number): string[] {
  const fit: string[] = [];
  let taken = 0;
  for (const name of names) {
    taken += Math.max(width(name), digits + 2) + 2;
    if (taken > room && fit.length > 0) break;
    fit.push(name);
  }
  return fit;
}

function cellOf(value: Scalar | undefined): Cell {
  return typeof value === "boolean" || value === undefined
    ? String(value ?? "-")
    : value;
}

/** Means over seeds of what is otherwise the same; none where there is one. */
function meansOf(cells: readonly ResultCell[], names: readonly string[]) {
  if (!names.includes(repeated)) return [];
  const others = names.filter((name) => name !== repeated);
  const groups = Map.groupBy(
    cells,
    ({ coordinates }) => JSON.stringify(others.map((n) => coordinates[n])),
  );
  return [...groups.values()].filter((group) => group.length > 1);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

/** The table of several results, with what is the same in all before it. */
export function renderCells(
  cells: readonly ResultCell[],
  columns: number,
  style: Style,
): string[] {
  const names = differing(cells);
  const shown = cells.slice(0, mostRows);
  const heads = names.map((name): Column => ({
    name: harmless(name),
    align:
      shown.every(({ coordinates }) => typeof coordinates[name] === "number")
        ? "right"
        : "left",
  }));
  const taken = names.reduce((sum, name) =>
    sum + 2 + Math.max(
      width(harmless(name)),
      ...shown.map(({ coordinates }) =>
        width(harmless(scalarText(coordinates[name] ?? null)))
      ),
    ), 10);
  const metrics = fitting(sharedMetrics(cells), columns - taken);
  const means = meansOf(shown, names);
  const rows = shown.map(({ coordinates, metrics: own, source }): Cell[] => [
    ...names.map((name) => cellOf(coordinates[name])),
    ...metrics.map((name) => own[name]!),
    short(source),
  ]);
  for (const group of means) {
    rows.push([
      ...names.map((name) =>
        name === repeated ? "mean" : cellOf(group[0]!.coordinates[name])
      ),
      ...metrics.map((name) => mean(group.map((one) => one.metrics[name]!))),
      `of ${group.length}`,
    ]);
  }
  const same = coordinatesText(cells[0]!, names);
  const more = cells.length - shown.length;
  return [
    ...(same === "" ? [] : wrap(`All: ${harmless(same)}`, columns)),
    ...renderTable(
      [
        ...heads,
        ...metrics.map((name): Column => ({
          name: harmless(name),
          align: "right",
          // Means of whole numbers need not be whole.
          ...(cells.every((one) => Number.isInteger(one.metrics[name])) &&
              means.length === 0
            ? {}
            : { digits }),
        })),
        { name: "source", align: "left" },
      ],
      rows,
      columns,
      style,
    ),
    ...(more > 0 ? [`and ${more} more; --json has all`] : []),
  ];
}

/** One result with all of its numbers. */
export function renderCell(cell: ResultCell, columns: number): string[] {
  const numbers = Object.entries(cell.metrics)
    .map(([name, value]) => `${name}=${numberText(value)}`).join(" ");
  return [coordinatesText(cell), numbers].filter((text) => text !== "")
    .flatMap((text) => wrap(harmless(text), columns - 2))
    .map((line) => `  ${line}`);
}

/** How to ask for fewer of many results. */
export function renderNarrowing(
  cells: readonly ResultCell[],
  columns: number,
): string[] {
  return [
    "The tree of so many is not drawn. To narrow it, add a coordinate:",
    ...narrowing(cells).flatMap((text) =>
      wrap(harmless(text), columns - 4).map((line, i) =>
        (i === 0 ? "  " : "    ") + line
      )
    ),
  ];
}
