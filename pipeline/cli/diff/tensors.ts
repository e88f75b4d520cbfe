/**
 * How differences of checkpoints are shown.
 *
 * @module
 */

import { numberText, percentText, type TensorsDiff } from "../../diff/mod.ts";
import { count, wrap } from "../format.ts";
import { harmless } from "../harmless.ts";
import { renderTable } from "../table.ts";
import { bounded, type DiffPage, maxLines } from "./text.ts";

/** What the columns beside a tensor's name take. */
const besideNames = 44;

/** The end of a name, which tells a tensor from others more than its start. */
function tail(name: string, columns: number): string {
  const most = Math.max(8, columns);
  return name.length <= most ? name : `…${name.slice(1 - most)}`;
}

/** What is different in two checkpoints. */
export function tensorLines(diff: TensorsDiff, page: DiffPage): string[] {
  const { changes, same, overall } = diff;
  const other = changes.filter(({ values }) => values === null);
  const changed = changes.filter(({ values }) => values !== null);
  const lines = other.map(({ name, change, before, after }) => {
    if (change !== "changed") {
      return `${harmless(name)}: ${change}, ${before ?? after}`;
    }
    return before === after
      ? `${harmless(name)}: ${before}, other bytes`
      : `${harmless(name)}: ${before} -> ${after}`;
  });
  const rows = changed
    .map(({ name, before, values }) => [
      page.full ? name : tail(harmless(name), page.columns - besideNames),
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
    ...wrap(
      `${count(changes.length, "tensor")} differ${
        changes.length === 1 ? "s" : ""
      }, ${same} the same` +
        (overall === null
          ? ""
          : `; all together: max |d| ${
            numberText(overall.maximum, 3)
          }, RMS d ` +
            numberText(overall.rms, 3) + share),
      page.columns - 2,
    ),
  ];
}
