/**
 * Tables on a terminal. A table that is too wide first breaks its headers over
 * several lines and then splits into panels that repeat the leading
 * columns that tell the rows apart; no cell is ever cut.
 *
 * @module
 */

import { width, wrap } from "./format.ts";
import { harmless } from "./harmless.ts";
import type { Style } from "./terminal.ts";

/** A column of a table. */
export interface Column {
  readonly name: string;
  readonly align: "left" | "right";
  /** Digits behind the point of its numbers; as they are, without it. */
  readonly digits?: number | undefined;
}

/** A cell: a text, a number, or nothing. */
export type Cell = string | number | null;

const gap = 2;

function cellText(cell: Cell | undefined, column: Column): string {
  if (cell === null || cell === undefined) return "-";
  if (typeof cell === "string") return harmless(cell).replaceAll("\n", " ");
  if (column.digits === undefined) return String(cell);
  // A number that rounds to zero has no sign worth showing.
  return cell.toFixed(column.digits).replace(/^-(?=0(?:\.0*)?$)/, "");
}

function pad(text: string, columns: number, align: Column["align"]): string {
  const space = " ".repeat(Math.max(0, columns - width(text)));
  return align === "left" ? text + space : space + text;
}

const sum = (values: readonly number[]) =>
  values.reduce((a, b) => a + b, 0) + gap * Math.max(0, values.length - 1);

/** How many leading columns it takes to tell all rows apart; at least one. */
function leadingColumns(texts: readonly (readonly string[])[]): number {
  const columns = texts[0]?.length ?? 1;
  for (let k = 1; k < columns; k++) {
    const seen = new Set(texts.map((row) => JSON.stringify(row.slice(0, k))));
    if (seen.size === texts.length) return k;
  }
  return 1;
}

/** Splits column indices into panels that each fit. */
function panels(
  widths: readonly number[],
  leading: number,
  available: number,
): number[][] {
  const all = widths.map((_, i) => i);
  if (sum(widths) <= available) return [all];
  const lead = all.slice(0, leading);
  const result: number[][] = [];
  let panel = [...lead];
  for (const i of all.slice(leading)) {
    const next = [...panel, i];
    if (
      panel.length > lead.length && sum(next.map((j) => widths[j]!)) > available
    ) {
      result.push(panel);
      panel = [...lead, i];
    } else panel = next;
  }
  result.push(panel);
  return result;
}

/** Renders a table into lines of at most `available` columns where it can. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  available: number,
  style: Style,
): string[] {
  const texts = rows.map((row) => columns.map((c, i) => cellText(row[i], c)));
  const body = columns.map((_, i) =>
    Math.max(0, ...texts.map((row) => width(row[i]!)))
  );
  const natural = columns.map((c, i) => Math.max(width(c.name), body[i]!));
  const narrow = columns.map((c, i) =>
    Math.max(body[i]!, ...c.name.split(" ").map(width))
  );
  const widths = sum(natural) <= available ? natural : narrow;
  const leading = leadingColumns(texts);
  const lines: string[] = [];
  for (const panel of panels(widths, leading, available)) {
    if (lines.length > 0) lines.push("");
    const headers = panel.map((i) => wrap(columns[i]!.name, widths[i]!));
    const height = Math.max(1, ...headers.map((h) => h.length));
    const line = (cells: readonly string[]) =>
      panel.map((i, k) => pad(cells[k]!, widths[i]!, columns[i]!.align))
        .join(" ".repeat(gap)).trimEnd();
    for (let k = 0; k < height; k++) {
      // Headers stand on the rule: short ones are filled from above.
      const cells = headers.map((h) => h[k - (height - h.length)] ?? "");
      lines.push(style.bold(line(cells)));
    }
    lines.push(style.dim(line(panel.map((i) => "─".repeat(widths[i]!)))));
    for (const row of texts) lines.push(line(panel.map((i) => row[i]!)));
  }
  return lines;
}
