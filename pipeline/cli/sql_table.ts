/**
 * The answer to a query on a terminal: columns that fit, long values cut.
 *
 * @module
 */

import type { Cell, Column } from "../tables/column.ts";
import type { QueryResult } from "../tables/duckdb.ts";
import { clip, count, width } from "./format.ts";
import { harmless } from "./harmless.ts";
import { renderTable } from "./table.ts";
import type { Style } from "./terminal.ts";

/** The most rows that are printed. */
const maxRows = 200;
/** A column is not cut below so many characters. */
const narrowest = 8;
/** Where not all columns fit side by side, none is cut below so many. */
const narrowestBelow = 24;
/** The most characters of a value where there is room for more. */
const widest = 60;
/** Between two columns. */
const gap = 2;

/** A cell as it is read: times without what is zero, numbers without noise. */
function text(cell: Cell, { type }: Column): string {
  if (cell === null) return "-";
  if (type === "TIMESTAMP" && typeof cell === "string") {
    return cell.replace("T", " ").replace(/(?:\.000)?Z$/, "");
  }
  if (typeof cell === "number" && !Number.isInteger(cell)) {
    return String(Number(cell.toPrecision(6)));
  }
  return clip(harmless(String(cell)).replaceAll("\n", " "), widest);
}

const isNumeric = ({ type }: Column) =>
  /INT|DOUBLE|FLOAT|DECIMAL/.test(type) && !type.includes("[") &&
  !type.startsWith("STRUCT");

/** How wide each column may be, so that all of them fit where that can be. */
function widthsOf(natural: readonly number[], available: number): number[] {
  const widths = [...natural];
  const room = available - gap * (widths.length - 1);
  const least = widths.reduce((sum, one) => sum + Math.min(one, narrowest), 0);
  if (least > room) return widths.map((one) => Math.min(one, narrowestBelow));
  let over = widths.reduce((sum, one) => sum + one, 0) - room;
  while (over > 0) {
    const most = Math.max(...widths);
    if (most <= narrowest) break;
    widths[widths.indexOf(most)] = most - 1;
    over--;
  }
  return widths;
}

/** Renders an answer into lines, the number of its rows last. */
export function renderAnswer(
  { columns, rows }: QueryResult,
  available: number,
  style: Style,
): string[] {
  const shown = rows.slice(0, maxRows);
  const texts = shown.map((row) =>
    columns.map((column, i) => text(row[i] ?? null, column))
  );
  const natural = columns.map(({ name }, i) =>
    Math.max(width(name), ...texts.map((row) => width(row[i]!)))
  );
  const widths = widthsOf(natural, available);
  const more = rows.length - shown.length;
  const end = count(rows.length, "row");
  return [
    ...renderTable(
      columns.map((column, i) => ({
        name: clip(harmless(column.name), widths[i]!),
        align: isNumeric(column) ? "right" : "left",
      })),
      texts.map((row) => row.map((cell, i) => clip(cell, widths[i]!))),
      available,
      style,
    ),
    "",
    style.dim(
      more > 0
        ? `${end}, of which ${shown.length} are shown; --format csv prints all`
        : end,
    ),
  ];
}
