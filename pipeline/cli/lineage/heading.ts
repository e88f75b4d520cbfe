/**
 * What stands first in a lineage: what was asked for, and how far it goes.
 *
 * @module
 */

import type { Lineage } from "../../lineage/graph.ts";
import { count, wrap } from "../format.ts";
import { harmless } from "../harmless.ts";
import type { Style } from "../terminal.ts";
import type { Asked } from "./asked.ts";
import { documentText } from "./results.ts";
import { renderCell, renderCells } from "./results_table.ts";

/** The heading, with the table where results were asked for. */
export function renderHeading(
  { artifacts, results, notes }: Asked,
  lineage: Lineage,
  columns: number,
  style: Style,
): string[] {
  const { nodes, direction } = lineage;
  const lines: string[] = [];
  for (const note of notes) {
    lines.push(...wrap(harmless(note), columns));
  }
  if (lines.length > 0) lines.push("");
  if (results !== null) {
    const { cells } = results;
    const many = cells.length > 1;
    const what = many ? count(cells.length, "result") : "Result";
    lines.push(style.bold(`${what} of ${harmless(documentText(results))}`));
    lines.push(
      ...(many
        ? renderCells(cells, columns, style)
        : renderCell(cells[0]!, columns)),
      "",
    );
  }
  const several = artifacts.length > 1;
  if (several && results === null) {
    lines.push(...artifacts.map((one) => `  ${harmless(one.label)}`));
  }
  const what = several
    ? `These ${artifacts.length}`
    : harmless(artifacts[0]!.label);
  const text = direction === "up"
    ? `${what} ${several ? "go" : "goes"} back over ` +
      count(nodes.size, "execution")
    : `From ${several ? what.toLowerCase() : what} ${madeText(lineage)} made`;
  return [...lines, ...wrap(text, columns)];
}

/** How many executions are not those that it begins with. */
function madeText({ nodes, roots }: Lineage): string {
  const begun = new Set(roots.map(({ from }) => from));
  const made = [...nodes.keys()].filter((id) => !begun.has(id)).length;
  return `${count(made, "execution")} ${made === 1 ? "was" : "were"}`;
}
