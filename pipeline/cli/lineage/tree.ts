/**
 * The lineage as a tree of text. What several executions share is drawn where
 * it comes first and referred to afterwards. Of branches that lead to the same
 * sort of thing, such as a mean's seeds, the first is drawn and the others are
 * summed up, unless all are asked for.
 *
 * Nothing here calls itself, and what stands too far to the right goes on at
 * the left, so that a chain of any length takes lines of a bounded length.
 *
 * @module
 */

import {
  type Branch,
  type Branches,
  groupsOf,
} from "../../lineage/branches.ts";
import type { Lineage } from "../../lineage/graph.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { count, width, wrap } from "../format.ts";
import { harmless } from "../harmless.ts";
import type { Style } from "../terminal.ts";
import type { LineageCode } from "./code.ts";
import { detailLines } from "./details.ts";
import type { Facts } from "./facts.ts";
import { labelOf, patternOf, variedText } from "./labels.ts";

/** What a tree is drawn from. */
export interface TreeSubject {
  readonly lineage: Lineage;
  readonly branches: Branches;
  /** By {@linkcode shapesOf}. */
  readonly shapes: ReadonlyMap<string, number>;
  readonly facts: Facts;
  readonly code: LineageCode;
}

/** How it is drawn. */
export interface TreeOptions {
  readonly columns: number;
  readonly style: Pick<Style, "bold" | "dim">;
  /** Draws every execution. */
  readonly all: boolean;
}

/** What was drawn. */
export interface Tree {
  readonly lines: readonly string[];
  /** The ids of the executions that are drawn. */
  readonly drawn: ReadonlySet<string>;
}

/** Something to draw: a branch, or those that are like the one before. */
type Task =
  | { readonly what: "branch"; readonly branch: Branch }
  | { readonly what: "others"; readonly others: readonly Branch[] };

/** Where it goes: before its first line, and before the others. */
interface Place {
  readonly first: string;
  readonly rest: string;
}

/** One drawing. */
class Drawing {
  readonly lines: string[] = [];
  /** Where an execution stands: drawn already, or on its way below. */
  readonly #seen = new Map<string, "above" | "below">();
  readonly #stack: (Task & Place)[] = [];
  readonly #later: (Extract<Task, { what: "branch" }> & Place)[] = [];
  /** Their ids. */
  readonly drawn = new Set<string>();

  constructor(readonly subject: TreeSubject, readonly options: TreeOptions) {}

  /** Draws what the lineage begins with, and then whatever that leads to. */
  run(): void {
    const branches = this.subject.lineage.roots.map((root): Branch => ({
      // Nothing reads them: they have a digest and no name.
      inputs: [{ name: "", digest: root.digest, unread: false }],
      to: root.from,
    }));
    this.#push(this.#tasksOf(branches), null);
    for (let later = 0;;) {
      const next = this.#stack.pop();
      if (next !== undefined) this.#draw(next);
      else if (later === this.#later.length) return;
      else {
        const task = this.#later[later++]!;
        if (task.branch.to !== null) this.#seen.delete(task.branch.to);
        this.lines.push("");
        this.#stack.push(task);
      }
    }
  }

  #tasksOf(below: readonly Branch[]): Task[] {
    const groups = this.options.all
      ? below.map((first) => ({ first, others: [] }))
      : groupsOf(below, this.subject.shapes);
    return groups.flatMap(({ first, others }): Task[] => [
      { what: "branch", branch: first },
      ...(others.length === 0 ? [] : [{ what: "others" as const, others }]),
    ]);
  }

  /** Puts tasks onto the stack, the first on top. */
  #push(tasks: readonly Task[], below: string | null): void {
    for (let i = tasks.length - 1; i >= 0; i--) {
      const task = tasks[i]!, last = i === tasks.length - 1;
      const place = below === null
        ? { first: "", rest: task.what === "others" ? "  " : "" }
        : {
          first: below + (last ? "└─ " : "├─ "),
          rest: below + (last ? "   " : "│  "),
        };
      this.#stack.push({ ...task, ...place });
    }
  }

  #draw(task: Task & Place): void {
    if (task.what === "others") this.#others(task.others, task);
    else this.#branch(task.branch, task);
  }

  #others(others: readonly Branch[], { first, rest }: Place): void {
    const { nodes } = this.subject.lineage;
    const records = others.flatMap(({ to }) => {
      const node = to === null ? undefined : nodes.get(to);
      return node === undefined ? [] : [node.record];
    });
    const names = records.length > 0
      ? records.map(({ stage }) => stage)
      : others.map(({ inputs }) => inputs[0]!.name);
    const warned = records.filter(({ warnings = [] }) => warnings.length > 0);
    const room = this.#room(rest);
    const [head = "", ...more] = wrap(
      `and ${others.length} like it: ${harmless(patternOf(names))}`,
      room,
    );
    this.#dim(first, [head]);
    this.#dim(
      rest,
      [
        ...more,
        ...wrap(variedText(records, false), room),
        ...(warned.length === 0 ? [] : [`${warned.length} of them warned`]),
      ].filter((line) => line !== ""),
    );
  }

  #branch(branch: Branch, { first, rest }: Place): void {
    const { lineage, branches, facts, code } = this.subject;
    const node = branch.to === null ? undefined : lineage.nodes.get(branch.to);
    const label = labelOf(branch, node?.record.stage);
    if (node === undefined) {
      const text = `${label}  made by no record in this store`;
      const lines = wrap(text, this.#room(first));
      this.lines.push(...lines.map((line, i) => (i > 0 ? rest : first) + line));
      return;
    }
    const { id, record } = node;
    const below = branches.get(id)!;
    const seen = this.#seen.get(id);
    const note = seen !== undefined
      ? `see ${seen}`
      : below.length > 0 && this.#isFar(rest)
      ? "goes on below"
      : "";
    const isOpen = below.length > 0 && note === "";
    const stem = rest + (isOpen ? "│  " : "   ");
    this.#head(label, record, note, { first, rest: stem });
    if (seen !== undefined) return;
    if (note === "goes on below") {
      this.#seen.set(id, "below");
      this.#later.push({ what: "branch", branch, first: "", rest: "" });
      return;
    }
    this.#seen.set(id, "above");
    this.drawn.add(id);
    const room = this.#room(stem);
    this.#dim(stem, detailLines(record, facts, code.idOf(record), room));
    this.#push(this.#tasksOf(below), rest);
  }

  /** The line that names an execution; two or three where one is too wide. */
  #head(
    label: string,
    record: ExecutionRecord,
    note: string,
    { first, rest }: Place,
  ): void {
    const { columns, style: { bold, dim } } = this.options;
    const stage = harmless(record.stage), kind = harmless(record.preimage.kind);
    const after = [
      // What is referred to has its kind where it is drawn.
      ...(kind === stage || note.startsWith("see") ? [] : [`(${kind})`]),
      ...(note === "" ? [] : [note]),
    ].map((text) => `  ${text}`).join("").trimStart();
    const end = after === "" ? "" : ` ${after}`;
    // A stem takes a column for each of its characters.
    const fits = (stem: string, text: string) =>
      stem.length + width(text) <= columns;
    if (fits(first, `${label}  ${stage}${end}`)) {
      this.lines.push(`${first}${label}  ${bold(stage)}${dim(end)}`);
      return;
    }
    this.lines.push(first + label);
    const together = fits(rest, stage + end);
    this.lines.push(rest + bold(stage) + (together ? dim(end) : ""));
    if (!together) this.#dim(rest, [after]);
  }

  #dim(stem: string, lines: readonly string[]): void {
    const { dim } = this.options.style;
    for (const line of lines) this.lines.push(stem + dim(line));
  }

  /** How much fits behind a stem. */
  #room(stem: string): number {
    return Math.max(24, this.options.columns - stem.length);
  }

  #isFar(rest: string): boolean {
    return rest.length > Math.max(30, this.options.columns / 2);
  }
}

/** Draws a lineage in lines of at most `columns` where words allow it. */
export function drawTree(subject: TreeSubject, options: TreeOptions): Tree {
  const drawing = new Drawing(subject, options);
  drawing.run();
  return { lines: drawing.lines, drawn: drawing.drawn };
}

/** What a tree leaves out, and how to see it; empty where it has all. */
export function leftOut(drawn: number, all: number): string {
  return drawn >= all
    ? ""
    : `Drawn: ${drawn} of ${count(all, "execution")}; --all draws every one`;
}
