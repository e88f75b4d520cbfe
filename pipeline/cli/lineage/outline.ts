/**
 * A large lineage by the kinds of its stages: which kind reads from which, how
 * many executions there are of each, and in what they differ. A tree of hundreds
 * of executions says less.
 *
 * @module
 */

import { type Branch, type Branches, slotOf } from "../../lineage/branches.ts";
import type { Lineage, LineageNode } from "../../lineage/graph.ts";
import { brief, count, duration, width, wrap } from "../format.ts";
import { harmless } from "../harmless.ts";
import type { Style } from "../terminal.ts";
import type { Facts } from "./facts.ts";
import { patternOf, variedText } from "./labels.ts";

/** From how many executions on the outline is what is shown. */
export const outlineFrom = 60;

/** How kinds are connected: what is read, and how often nobody read it. */
interface Link {
  readonly uses: Set<string>;
  /** Null where no record says what made it. */
  readonly kind: string | null;
  reads: number;
  unread: number;
}

/** A kind with the executions of it. */
interface KindNode {
  readonly kind: string;
  readonly nodes: LineageNode[];
  /** By the kind that they lead to. */
  readonly links: Map<string | null, Link>;
}

function addTo(
  links: Map<string | null, Link>,
  { inputs }: Branch,
  kind: string | null,
): void {
  let link = links.get(kind);
  if (link === undefined) {
    link = { uses: new Set(), kind, reads: 0, unread: 0 };
    links.set(kind, link);
  }
  for (const input of inputs) {
    link.uses.add(slotOf(input));
    link.reads += 1;
    if (input.unread) link.unread += 1;
  }
}

/** The kinds of a lineage, in the order in which they are reached. */
function kindsOf(
  { nodes }: Lineage,
  branches: Branches,
): ReadonlyMap<string, KindNode> {
  const kinds = new Map<string, KindNode>();
  for (const node of nodes.values()) {
    const { kind } = node.record.preimage;
    let own = kinds.get(kind);
    if (own === undefined) {
      own = { kind, nodes: [], links: new Map() };
      kinds.set(kind, own);
    }
    own.nodes.push(node);
    for (const branch of branches.get(node.id)!) {
      const to = branch.to === null ? undefined : nodes.get(branch.to);
      addTo(own.links, branch, to?.record.preimage.kind ?? null);
    }
  }
  return kinds;
}

function linkText({ uses, unread, reads }: Link): string {
  const names = [...uses].map(harmless).join(", ");
  if (unread === 0) return names;
  return `${names} (${unread === reads ? "not read" : `${unread} not read`})`;
}

function detailsOf({ nodes }: KindNode, columns: number): string[] {
  const records = nodes.map(({ record }) => record);
  const seconds = records.reduce((sum, one) => sum + one.seconds, 0);
  const warned = records.filter(({ warnings = [] }) => warnings.length > 0);
  const head = [
    harmless(patternOf(records.map(({ stage }) => stage))),
    duration(seconds),
    ...(warned.length === 0 ? [] : [`${warned.length} warned`]),
  ].join(" · ");
  return [head, variedText(records, true)].filter((text) => text !== "")
    .flatMap((text) => wrap(text, columns));
}

/** What is still to be drawn, and where. */
interface Task {
  readonly kind: string | null;
  readonly label: string;
  readonly first: string;
  readonly rest: string;
}

/** The most executions that are told one by one. */
const mostTold = 8;
/** The most rows that one of them takes below its name. */
const mostRows = 2;

function told(
  title: string,
  lines: readonly (readonly [string, string])[],
  columns: number,
): string[] {
  if (lines.length === 0) return [];
  const more = lines.length - mostTold;
  return [
    "",
    title,
    ...lines.slice(0, mostTold).flatMap(([stage, text]) => {
      const name = harmless(stage), what = harmless(text.split("\n")[0]!);
      const line = `  ${name}: ${what}`;
      // A name stays whole, to be asked for; --json has the whole text.
      return width(line) <= columns
        ? [line]
        : [`  ${name}`, ...brief(what, columns, mostRows, "    ")];
    }),
    ...(more > 0 ? [`  and ${more} more; --all tells of each`] : []),
  ];
}

/**
 * What would be hidden of executions that are not drawn: warnings, and what is
 * not as the lock has it.
 *
 * @param drawn The ids of those that are drawn.
 */
export function renderNotable(
  { nodes }: Lineage,
  { standing }: Facts,
  drawn: ReadonlySet<string>,
  columns: number,
): string[] {
  const records = [...nodes.values()].filter(({ id }) => !drawn.has(id))
    .map(({ record }) => record);
  const of = drawn.size === 0 ? "" : ", of those that are not drawn";
  const others = records.map((one) => [one.stage, standing(one)] as const)
    .filter(([, text]) => text !== "" && text !== "identical");
  const warned = records.flatMap(({ stage, warnings = [] }) =>
    warnings.map((text) => [stage, text] as const)
  );
  return [
    ...told(`Not as the lock has it${of}`, others, columns),
    ...told(`Warned${of}`, warned, columns),
  ];
}

/** Draws the outline in lines of at most `columns` where words allow it. */
export function drawOutline(
  lineage: Lineage,
  branches: Branches,
  { columns, style }: {
    readonly columns: number;
    readonly style: Pick<Style, "bold" | "dim">;
  },
): string[] {
  const kinds = kindsOf(lineage, branches);
  const lines: string[] = [];
  const seen = new Set<string>();
  const roots = new Set(
    lineage.roots.map(({ from }) =>
      from === null
        ? null
        : lineage.nodes.get(from)?.record.preimage.kind ?? null
    ),
  );
  const stack = [...roots].reverse().map((kind): Task => ({
    kind,
    label: "",
    first: "",
    rest: "",
  }));
  for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
    const { kind, label, first, rest } = task;
    const own = kind === null ? undefined : kinds.get(kind);
    const before = first + (label === "" ? "" : `${label}  `);
    if (own === undefined || kind === null) {
      lines.push(`${before}made by no record in this store`);
      continue;
    }
    const name = style.bold(harmless(kind));
    if (seen.has(kind)) {
      lines.push(before + name + style.dim(" see above"));
      continue;
    }
    seen.add(kind);
    lines.push(before + name + style.dim(` × ${own.nodes.length}`));
    const links = [...own.links.values()];
    const stem = rest + (links.length > 0 ? "│  " : "   ");
    const room = Math.max(24, columns - stem.length);
    for (const line of detailsOf(own, room)) lines.push(stem + style.dim(line));
    for (const [i, link] of [...links.entries()].reverse()) {
      const last = i === links.length - 1;
      stack.push({
        kind: link.kind,
        label: linkText(link),
        first: rest + (last ? "└─ " : "├─ "),
        rest: rest + (last ? "   " : "│  "),
      });
    }
  }
  return [
    ...lines,
    "",
    ...wrap(
      `By kind, for there are ${count(lineage.nodes.size, "execution")}; ` +
        "--all draws every one, and a stage, a digest or a result leads to " +
        "fewer",
      columns,
    ),
  ];
}
