/**
 * How differences of contents are shown on a terminal.
 *
 * @module
 */

import type {
  ContentDiff,
  NumberSummary,
  TableDiff,
  TensorsDiff,
} from "../diff/mod.ts";
import { numberText, percentText, relativeChange } from "../diff/numbers.ts";
import type { Cell } from "../tables/column.ts";
import { bytes, clip, count } from "./format.ts";
import { harmless } from "./harmless.ts";
import { renderTable } from "./table.ts";
import type { Style } from "./terminal.ts";

/** How to print. */
export interface DiffPage {
  readonly columns: number;
  readonly style: Style;
  /** Whether everything is printed, however long, and no line is cut. */
  readonly full: boolean;
}

/** The most lines of one thing, unless all of it is printed. */
const maxLines = 20;
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
    `and ${count(more, "more")}${
      shown.length < lines.length ? "; --full prints more" : ""
    }`
      .replace("mores", "more"),
  ];
}

function valueText(value: unknown): string {
  const text = typeof value === "number" && !Number.isInteger(value)
    ? numberText(value)
    : JSON.stringify(value) ?? "none";
  return clip(harmless(text), maxValue);
}

const cellText = (cell: Cell) =>
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

/** The lines of a unified diff. */
export function diffLines(lines: readonly string[], page: DiffPage): string[] {
  const cut = (line: string) =>
    page.full ? line : clip(harmless(line), page.columns - 4);
  return bounded(
    lines.map((line) => colouredLine(cut(line), page.style)),
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

function tensorLines(diff: TensorsDiff, page: DiffPage): string[] {
  const { changes, same, overall } = diff;
  const other = changes.filter(({ values }) => values === null);
  const changed = changes.filter(({ values }) => values !== null);
  const lines = other.map(({ name, change, before, after }) =>
    change === "changed"
      ? `${harmless(name)}: ${before} -> ${after}`
      : `${harmless(name)}: ${change}, ${before ?? after}`
  );
  const rows = changed
    .map(({ name, before, values }) => [
      name,
      before,
      numberText(values!.maximum, 3),
      numberText(values!.rms, 3),
      values!.rmsBefore === 0
        ? null
        : percentText(values!.rms / values!.rmsBefore * 100).slice(1),
    ]);
  const shown = page.full ? rows : rows.slice(0, maxLines);
  const table = shown.length === 0 ? [] : renderTable(
    [
      { name: "tensor", align: "left" },
      { name: "shape", align: "left" },
      { name: "max |d|", align: "right" },
      { name: "RMS d", align: "right" },
      { name: "of RMS", align: "right" },
    ],
    shown,
    page.columns,
    page.style,
  );
  const more = rows.length - shown.length;
  const share = overall === null || overall.rmsBefore === 0
    ? ""
    : ` (${
      percentText(overall.rms / overall.rmsBefore * 100).slice(1)
    } of the values' own)`;
  return [
    ...bounded(lines, page),
    ...table,
    ...(more > 0 ? [`and ${more} more tensors; --full prints all`] : []),
    `${count(changes.length, "tensor")} differ${
      changes.length === 1 ? "s" : ""
    }, ${same} the same` +
    (overall === null
      ? ""
      : `; all together: max |d| ${numberText(overall.maximum, 3)}, RMS d ` +
        numberText(overall.rms, 3) + share),
  ];
}

function tableLines(diff: TableDiff, page: DiffPage): string[] {
  const { columns, rows, key, removed, added, changed, summary } = diff;
  const lines = columns.map(({ name, change, before, after }) =>
    change === "changed"
      ? `column ${harmless(name)}: ${before} -> ${after}`
      : `column ${harmless(name)}: ${change}, ${before ?? after}`
  );
  lines.push(
    `${count(rows.before, "row")} -> ${rows.after}` +
      (key.length > 0
        ? `, told apart by ${key.map(harmless).join(" and ")}`
        : ", of which no column tells one from another"),
  );
  if (diff.reordered) lines.push("the same rows in another order");
  const list = (sign: string, { first, count: n }: TableDiff["added"]) =>
    bounded(
      first.map((row) =>
        colouredLine(
          clip(`${sign} ${row.map(cellText).join(" | ")}`, page.columns - 4),
          page.style,
        )
      ).slice(0, page.full ? undefined : 5),
      page,
      n,
    );
  if (removed.count > 0) {
    lines.push(`only in the first: ${count(removed.count, "row")}`);
    lines.push(...list("-", removed).map((line) => `  ${line}`));
  }
  if (added.count > 0) {
    lines.push(`only in the second: ${count(added.count, "row")}`);
    lines.push(...list("+", added).map((line) => `  ${line}`));
  }
  if (changed.count > 0) {
    const by = changed.byColumn.map(([name, n]) => `${harmless(name)} ${n}`);
    lines.push(`changed: ${count(changed.count, "row")} (${by.join(", ")})`);
    const shown = changed.first.slice(0, page.full ? undefined : 5)
      .flatMap(({ key, cells }) =>
        cells.map(({ column, before, after }) =>
          `${key.map(cellText).join(", ")}: ${harmless(column)}: ` +
          `${cellText(before)} -> ${cellText(after)}`
        )
      );
    lines.push(
      ...shown.map((line) =>
        `  ${page.full ? line : clip(line, page.columns - 4)}`
      ),
    );
    const more = changed.count -
      Math.min(changed.first.length, page.full ? changed.first.length : 5);
    if (more > 0) lines.push(`  and ${count(more, "more row")}`);
  }
  if (summary.length > 0) {
    const mean = ({ mean }: NumberSummary) => mean;
    const range = ({ least, greatest }: NumberSummary) =>
      least === null || greatest === null
        ? "-"
        : `${numberText(least, 4)} to ${numberText(greatest, 4)}`;
    lines.push(
      ...changeTable(
        "mean of",
        summary.map(({ column, before, after }) => [
          column,
          mean(before),
          mean(after),
        ]),
        page,
      ),
    );
    for (const { column, before, after } of summary) {
      const [from, to] = [range(before), range(after)];
      if (from !== to) lines.push(`${harmless(column)}: ${from} -> ${to}`);
    }
  }
  return lines;
}

/** What is different, line by line. */
export function renderContent(diff: ContentDiff, page: DiffPage): string[] {
  switch (diff.type) {
    case "same":
      return ["the same bytes"];
    case "table":
      return tableLines(diff, page);
    case "tensors":
      return tensorLines(diff, page);
    case "json":
      return bounded(
        diff.changes.map(({ path, change, before, after }) => {
          const at = harmless(path) || "the document";
          const line = change === "changed"
            ? typeof before === "number" && typeof after === "number"
              ? `${at}: ${valueText(before)} -> ${valueText(after)} ${
                percentText(relativeChange(before, after))
              }`.trimEnd()
              : `${at}: ${valueText(before)} -> ${valueText(after)}`
            : `${at}: ${change}, ${
              valueText(change === "added" ? after : before)
            }`;
          return page.full ? line : clip(line, page.columns - 4);
        }),
        page,
        diff.count,
      );
    case "text":
      return diffLines(diff.lines, page);
    case "bytes":
      return [`${bytes(diff.before)} -> ${bytes(diff.after)}, other bytes`];
    case "forms":
      return [`a ${diff.before} -> a ${diff.after}`];
    case "folder":
      return [
        ...bounded([
          ...diff.removed.map((path) => `${harmless(path)}: removed`),
          ...diff.added.map((path) => `${harmless(path)}: added`),
        ], page),
        ...diff.changed.flatMap(({ path, before, after, diff }) => [
          `${harmless(path)}: ${bytes(before)} -> ${bytes(after)}`,
          ...(diff === null || diff.type === "bytes"
            ? []
            : renderContent(diff, { ...page, columns: page.columns - 2 })
              .map((line) => `  ${line}`)),
        ]),
        `${count(diff.same, "file")} ${
          diff.same === 1 ? "is" : "are"
        } the same`,
      ];
  }
}
