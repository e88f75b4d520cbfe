/**
 * The lineage graph as a tree of text. What several executions share is drawn
 * where it comes first and referred to afterwards; the sources, which take no
 * input, follow the tree with the packages that their bytes come from.
 *
 * @module
 */

import type { Key } from "../identity/digest.ts";
import { short } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { Lineage } from "./graph.ts";

/** Styles of the parts of a tree; the identity where there are no colours. */
interface TreeStyle {
  stage(text: string): string;
  detail(text: string): string;
}

const plain: TreeStyle = { stage: (text) => text, detail: (text) => text };

/** Breaks at spaces; a longer word stays whole. */
function broken(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line === "") line = word;
    else if ([...line].length + 1 + [...word].length <= columns) {
      line += " " + word;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** Parameters as `name=value` pairs, in code-point order of the names. */
function paramsText(params: unknown): string {
  if (typeof params !== "object" || params === null) {
    return JSON.stringify(params);
  }
  const map = params as Record<string, unknown>;
  const names = Object.keys(map).sort();
  if (names.length === 0) return "no parameters";
  return names.map((name) => `${name}=${JSON.stringify(map[name])}`).join(" ");
}

function details(record: ExecutionRecord): string {
  const { preimage } = record;
  const device = preimage.device === "none" ? "" : ` · ${preimage.device}`;
  const program = record.isolation === undefined
    ? ""
    : record.isolation === "none"
    ? " · program without isolation"
    : " · program";
  const made = preimage.source === undefined
    ? paramsText(preimage.params)
    : "files of the project";
  return `key ${short(record.key)}${device}${program} · ${made}`;
}

/** Renders a lineage into lines of at most `columns` where words allow it. */
export function renderLineage(
  lineage: Lineage,
  columns: number,
  style: TreeStyle = plain,
): string[] {
  const lines: string[] = [];
  const drawn = new Set<Key>();

  const draw = (
    label: string,
    key: Key | null,
    first: string,
    rest: string,
  ): void => {
    const node = key === null ? undefined : lineage.nodes.get(key);
    if (node === undefined) {
      lines.push(`${first}${label}  made by no record in this store`);
      return;
    }
    const { record, inputs } = node;
    const kind = record.preimage.kind;
    const known = drawn.has(record.key);
    const above = known ? "  see above" : "";
    const stage = `${style.stage(record.stage)} (${kind})${
      style.detail(above)
    }`;
    const stem = rest + (inputs.length > 0 && !known ? "│  " : "   ");
    const wide = first.length + label.length + 2 + record.stage.length +
        kind.length + 3 + above.length > columns;
    if (wide) lines.push(first + label, stem + stage);
    else lines.push(`${first}${label}  ${stage}`);
    if (known) return;
    drawn.add(record.key);
    const room = Math.max(24, columns - stem.length);
    for (const line of broken(details(record), room)) {
      lines.push(stem + style.detail(line));
    }
    inputs.forEach((input, i) => {
      const last = i === inputs.length - 1;
      draw(
        `${input.name} ${short(input.digest)}`,
        input.from,
        rest + (last ? "└─ " : "├─ "),
        rest + (last ? "   " : "│  "),
      );
    });
  };

  draw(short(lineage.digest), lineage.root, "", "");
  const sources = [...lineage.nodes.values()]
    .filter(({ inputs }) => inputs.length === 0);
  if (sources.length > 0) lines.push("", "Sources");
  for (const { record } of sources) {
    lines.push(
      `  ${style.stage(record.stage)} (${record.preimage.kind}), ` +
        `key ${short(record.key)}`,
    );
    const { source } = record.preimage;
    if (source !== undefined) {
      lines.push("    files of the project", `      sha256-${source}`);
      continue;
    }
    const packages = record.preimage.code.packages;
    const names = Object.keys(packages).sort();
    if (names.length === 0) lines.push("    made from its code alone");
    for (const name of names) {
      // An integrity stands alone and unbroken, so that it can be copied.
      lines.push(`    npm:${name}`, `      ${packages[name]}`);
    }
  }
  return lines;
}
