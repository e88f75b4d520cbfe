/**
 * Results that were asked for, as a table: what they differ in, their numbers
 * and the artifact that each came from, with the mean over seeds.
 *
 * @module
 */

import {
  type ResultCell,
  type Scalar,
  scalarText,
} from "../../lineage/cells.ts";
import { differing, narrowing } from "../../lineage/find_cells.ts";
import { short } from "../../store/mod.ts";
import { width, wrap } from "../format.ts";
import { harmless } from "../harmless.ts";
import { type Cell, type Column, renderTable } from "../table.ts";
import type { Style } from "../terminal.ts";

/** The most results that a table lists; of more, the means alone. */
const mostRows = 40;
/** The most results of which metrics that do not fit have tables of their own. */
const mostWhole = 12;
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

/** Results that are the same but for the seed, together. */
function overSeeds(
  cells: readonly ResultCell[],
  names: readonly string[],
): ResultCell[][] {
  const others = names.filter((name) => name !== repeated);
  const groups = Map.groupBy(
    cells,
    ({ coordinates }) => JSON.stringify(others.map((n) => coordinates[n])),
  );
  return [...groups.values()];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

/** A line of the table: its coordinates, and the results that it is of. */
interface Row {
  readonly coordinates: Readonly<Record<string, Scalar | undefined>>;
  readonly of: readonly ResultCell[];
  readonly source: string;
}

/**
 * Each result and, below, the means over seeds; of more than a table lists the
 * means alone, each over all of its seeds.
 */
function rowsOf(
  cells: readonly ResultCell[],
  names: readonly string[],
): Row[] {
  const groups = names.includes(repeated) ? overSeeds(cells, names) : [];
  const means = groups.map((of): Row => ({
    coordinates: { ...of[0]!.coordinates, [repeated]: "mean" },
    of,
    source: `of ${of.length}`,
  }));
  const hasMeans = means.some(({ of }) => of.length > 1);
  if (hasMeans && cells.length > mostRows) return means;
  return [
    ...cells.map((cell): Row => ({
      coordinates: cell.coordinates,
      of: [cell],
      source: short(cell.source),
    })),
    ...means.filter(({ of }) => of.length > 1),
  ];
}

/** Metrics in as many tables as they need, each as wide as there is room. */
function inTables(names: readonly string[], room: number): string[][] {
  const tables: string[][] = [];
  for (let rest = names; rest.length > 0;) {
    const fit = fitting(rest, room);
    tables.push(fit);
    rest = rest.slice(fit.length);
  }
  return tables.length > 0 ? tables : [[]];
}

/** The columns of what tells results apart. */
function headsOf(
  cells: readonly ResultCell[],
  names: readonly string[],
): Column[] {
  return names.map((name) => ({
    name: harmless(name),
    align:
      cells.every(({ coordinates }) => typeof coordinates[name] === "number")
        ? "right"
        : "left",
  }));
}

/** The column of a metric. */
function metricColumn(
  name: string,
  cells: readonly ResultCell[],
  hasMeans: boolean,
): Column {
  // Means of whole numbers need not be whole.
  const isWhole = !hasMeans &&
    cells.every(({ metrics }) => Number.isInteger(metrics[name]));
  return {
    name: harmless(name),
    align: "right",
    ...(isWhole ? {} : { digits }),
  };
}

/**
 * The table of several results, with what is the same in all before it. Metrics
 * for which it has no room stand in tables below it; of many results, only their
 * names do.
 */
export function renderCells(
  cells: readonly ResultCell[],
  columns: number,
  style: Style,
): string[] {
  const names = differing(cells);
  const rows = rowsOf(cells, names);
  const shown = cells.length > mostRows ? rows.slice(0, mostRows) : rows;
  const heads = headsOf(cells, names);
  const taken = names.reduce((sum, name) =>
    sum + 2 + Math.max(
      width(harmless(name)),
      ...shown.map(({ coordinates }) =>
        width(harmless(scalarText(coordinates[name] ?? null)))
      ),
    ), 10);
  const hasMeans = shown.some(({ of }) => of.length > 1);
  const [first = [], ...others] = inTables(
    sharedMetrics(cells),
    columns - taken,
  );
  const table = (metrics: readonly string[], hasSource: boolean) =>
    renderTable(
      [
        ...heads,
        ...metrics.map((name) => metricColumn(name, cells, hasMeans)),
        ...(hasSource ? [{ name: "source", align: "left" } as const] : []),
      ],
      shown.map(({ coordinates, of, source }): Cell[] => [
        ...names.map((name) => cellOf(coordinates[name])),
        ...metrics.map((name) => mean(of.map((one) => one.metrics[name]!))),
        ...(hasSource ? [source] : []),
      ]),
      columns,
      style,
    );
  const same = coordinatesText(cells[0]!, names);
  const more = rows.length - shown.length;
  const isWhole = cells.length <= mostWhole;
  const untold = isWhole ? [] : others.flat();
  return [
    ...(same === "" ? [] : wrap(`All: ${harmless(same)}`, columns)),
    ...table(first, true),
    ...(isWhole ? others.flatMap((own) => ["", ...table(own, false)]) : []),
    ...(more > 0 ? [`and ${more} more; --json has all`] : []),
    ...(untold.length === 0 ? [] : wrap(
      `Also there: ${
        harmless(untold.join(", "))
      }; --json has all, and so has ` +
        `a choice of at most ${mostWhole}`,
      columns,
    )),
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
