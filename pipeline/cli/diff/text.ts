/**
 * What all differences have in common on a terminal: how much is shown, and
 * how numbers, values and lines look.
 *
 * @module
 */

import { numberText, percentText, relativeChange } from "../../diff/mod.ts";
import type { Cell } from "../../tables/column.ts";
import { clip } from "../format.ts";
import { harmless } from "../harmless.ts";
import { renderTable } from "../table.ts";
import type { Style } from "../terminal.ts";

/** How to print. */
export interface DiffPage {
  readonly columns: number;
  readonly style: Style;
  /** Whether everything is printed, however long, and no line is cut. */
  readonly full: boolean;
}

/** The most lines of one thing, unless all of it is printed. */
export const maxLines = 20;
/** The most characters of a value. */
const maxValue = 60;

/** The first of several, and how many there are besides. */
export function bounded(
  lines: readonly string[],
  { full }: Pick<DiffPage, "full">,
  total: number = lines.length,
): string[] {
  const shown = full ? lines : lines.slice(0, maxLines);
  const more = total - shown.length;
  if (more <= 0) return [...shown];
  return [
    ...shown,
    `and ${more} more${
      shown.length < lines.length ? "; --full prints more" : ""
    }`,
  ];
}

/** A value in a few words. */
export function valueText(value: unknown): string {
  const text = typeof value === "number" && !Number.isInteger(value)
    ? numberText(value)
    : JSON.stringify(value) ?? "none";
  return clip(harmless(text), maxValue);
}

/** A cell in a few words. */
export const cellText = (cell: Cell): string =>
  typeof cell === "string"
    ? clip(harmless(cell).replaceAll("\n", " "), maxValue)
    : valueText(cell);

/** A diff's line in its colour, with nothing that moves the cursor. */
export function colouredLine(text: string, style: Style): string {
  const line = harmless(text);
  if (line.startsWith("@@")) return style.dim(line);
  if (line.startsWith("-")) return style.red(line);
  return line.startsWith("+") ? style.green(line) : line;
}

/** What is left out at the beginning of a long line, so that a change shows. */
function cutBefore(line: string, other: string, columns: number): string {
  let same = 1;
  while (same < line.length && line[same] === other[same]) same++;
  // Something before the change tells where it is.
  const from = same - Math.floor(columns / 3);
  return line.length <= columns || same < columns / 2
    ? line
    : `${line[0]}…${line.slice(from)}`;
}

/** The lines of a unified diff. */
export function diffLines(lines: readonly string[], page: DiffPage): string[] {
  const columns = page.columns - 4;
  const safe = lines.map(harmless);
  const cut = (line: string, i: number) => {
    if (page.full) return line;
    const [before = "", after = ""] = [safe[i - 1], safe[i + 1]];
    const other = line.startsWith("-") && after.startsWith("+")
      ? after
      : line.startsWith("+") && before.startsWith("-")
      ? before
      : null;
    return clip(
      other === null ? line : cutBefore(line, other, columns),
      columns,
    );
  };
  return bounded(
    safe.map((line, i) => colouredLine(cut(line, i), page.style)),
    page,
  );
}

/** Numbers by name, before and after, with how they changed. */
export function changeTable(
  name: string,
  rows: readonly (readonly [string, number | null, number | null])[],
  { columns, style }: DiffPage,
): string[] {
  return renderTable(
    [
      { name, align: "left" },
      { name: "before", align: "right" },
      { name: "after", align: "right" },
      { name: "change", align: "right" },
      { name: "%", align: "right" },
    ],
    rows.map(([name, before, after]) => {
      const both = before !== null && after !== null;
      const change = both ? after - before : null;
      return [
        name,
        before === null ? null : numberText(before),
        after === null ? null : numberText(after),
        change === null || !Number.isFinite(change)
          ? null
          : `${change < 0 ? "" : "+"}${numberText(change, 3)}`,
        both ? percentText(relativeChange(before, after)) || null : null,
      ];
    }),
    columns,
    style,
  );
}
