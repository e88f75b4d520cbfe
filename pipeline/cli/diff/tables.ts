/**
 * How differences of tables are shown.
 *
 * @module
 */

import {
  type NumberSummary,
  numberText,
  type TableDiff,
} from "../../diff/mod.ts";
import { clip, count } from "../format.ts";
import { harmless } from "../harmless.ts";
import {
  bounded,
  cellText,
  changeTable,
  colouredLine,
  type DiffPage,
} from "./text.ts";

/** What is different in two tables. */
export function tableLines(diff: TableDiff, page: DiffPage): string[] {
  const { columns, rows, key, removed, added, changed, summary } = diff;
  // The type of a structure has the names of its fields.
  const lines = columns.map(({ name, change, before, after }) =>
    change === "changed"
      ? `column ${name}: ${before} -> ${after}`
      : `column ${name}: ${change}, ${before ?? after}`
  ).map(harmless);
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
