/**
 * The end of a lineage: the executions that take no input, with the packages or
 * files that their bytes come from, and what the recipe says of those.
 *
 * @module
 */

import { sortedEntries } from "../../identity/order.ts";
import type { Lineage } from "../../lineage/graph.ts";
import type { DataSource } from "../../recipe.ts";
import { short } from "../../store/mod.ts";
import { wrap } from "../format.ts";
import { harmless } from "../harmless.ts";
import type { Style } from "../terminal.ts";

/** Where data come from, by the kind of the stage that brings them in. */
export type DataSources = Readonly<Record<string, DataSource>>;

/** The most sources that are listed, unless all are asked for. */
const mostListed = 12;

function sourceText(source: DataSource): string[] {
  const { name, license, url, published, citation } = source;
  const fields: (readonly [string, string | undefined])[] = [
    ["name", name],
    ["licence", license],
    ["page", url],
    ["published", published],
    ["cite as", citation],
  ];
  return fields.flatMap(([field, text]) =>
    text === undefined ? [] : [`${field}: ${text}`]
  );
}

/** The sources as lines; none where the lineage has none. */
export function renderSources(
  { nodes }: Lineage,
  about: DataSources,
  { columns, style, all }: {
    readonly columns: number;
    readonly style: Pick<Style, "bold">;
    readonly all: boolean;
  },
): string[] {
  const sources = [...nodes.values()].map(({ record }) => record)
    .filter(({ preimage }) => Object.keys(preimage.inputs).length === 0);
  if (sources.length === 0) return [];
  const shown = all ? sources : sources.slice(0, mostListed);
  const lines = ["", "Sources"];
  // Packages are those of the kind's code: once for each code.
  const told = new Map<string, string>();
  for (const { stage, key, preimage } of shown) {
    lines.push(
      `  ${style.bold(harmless(stage))} (${harmless(preimage.kind)}), ` +
        `key ${short(key)}`,
    );
    const described = Object.hasOwn(about, preimage.kind)
      ? about[preimage.kind]
      : undefined;
    const packages = sortedEntries(preimage.code.packages);
    const said = JSON.stringify([preimage.kind, packages]);
    if (preimage.source !== undefined) {
      lines.push("    files of the project", `      sha256-${preimage.source}`);
      continue;
    }
    const before = told.get(said);
    if (before !== undefined) {
      lines.push(`    as ${before}`);
      continue;
    }
    told.set(said, harmless(stage));
    for (const text of described === undefined ? [] : sourceText(described)) {
      const rows = wrap(harmless(text).replaceAll("\n", " "), columns - 6);
      lines.push(...rows.map((row, i) => (i === 0 ? "    " : "      ") + row));
    }
    if (packages.length === 0) lines.push("    made from its code alone");
    for (const [name, integrity] of packages) {
      // An integrity stands alone and unbroken, so that it can be copied.
      lines.push(`    npm:${harmless(name)}`, `      ${harmless(integrity)}`);
    }
  }
  const more = sources.length - shown.length;
  if (more > 0) lines.push(`  and ${more} more; --all lists every one`);
  return lines;
}
