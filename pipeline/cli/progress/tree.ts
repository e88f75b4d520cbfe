/**
 * The stages of a run as a tree: names read as paths, and stages with the same
 * first parts stand together. Each group counts its stages by state; counts are
 * kept up to date by the change, so that drawing never walks over all stages.
 *
 * @module
 */

import type { StageWord } from "../words.ts";
import { type KnownStage, RunState, type StageState } from "./state.ts";

/** A group of stages, or a single one. */
export interface Node {
  /** The parts of the name that it adds to its group's. */
  readonly label: string;
  readonly parent: Node | null;
  /** Its place among all nodes, in the order of the plan. */
  readonly order: number;
  /** Groups and stages in it, in the order of the plan; empty for a stage. */
  readonly children: readonly Node[];
  readonly stage: StageState | null;
  /** How many stages are in it. */
  size: number;
  /** Stages in it by state. */
  readonly counts: Partial<Record<StageWord, number>>;
  /** The children in which something runs. */
  readonly active: Set<Node>;
}

/** A node while the tree is built. */
interface Growing {
  label: string;
  readonly children: Map<string, Growing>;
  readonly stage: StageState | null;
}

function grow(stages: Iterable<StageState>): Growing {
  const root: Growing = { label: "", children: new Map(), stage: null };
  for (const stage of stages) {
    const parts = stage.name.split("/");
    const last = parts.pop()!;
    let group = root;
    for (const label of parts) {
      let next = group.children.get(label);
      if (next === undefined) {
        next = { label, children: new Map(), stage: null };
        group.children.set(label, next);
      }
      group = next;
    }
    // A stage beside a group of the same name is another node.
    const leaf = { label: last, children: new Map(), stage };
    group.children.set(`${last}/`, leaf);
  }
  return root;
}

/** A group of one is no group: its only child takes its label in front. */
function collapse(node: Growing): Growing {
  let current = node;
  while (current.stage === null && current.children.size === 1) {
    const [only] = current.children.values();
    only!.label = `${current.label}/${only!.label}`;
    current = only!;
  }
  return current;
}

/** The tree of a run's stages. */
export class StageTree {
  readonly state: RunState;
  readonly root: Node;
  readonly #leaves = new Map<StageState, Node>();
  /** The stages that run, in the order in which they started. */
  readonly running: Set<StageState> = new Set();
  #order = 0;

  constructor(known: readonly KnownStage[], startedAt: number) {
    this.state = new RunState(
      known,
      startedAt,
      (stage, before) => this.#move(stage, before),
    );
    this.root = this.#build(grow(this.state.stages.values()), null);
  }

  #build(growing: Growing, parent: Node | null): Node {
    const children: Node[] = [];
    const node: Node = {
      label: growing.label,
      parent,
      order: this.#order++,
      children,
      stage: growing.stage,
      size: growing.stage === null ? 0 : 1,
      counts: {},
      active: new Set(),
    };
    if (node.stage !== null) this.#leaves.set(node.stage, node);
    for (const one of growing.children.values()) {
      const child = this.#build(collapse(one), node);
      children.push(child);
      node.size += child.size;
    }
    // Before a run, all of them wait.
    node.counts.waiting = node.size;
    return node;
  }

  /** Moves a stage from one count to another, in its group and all above. */
  #move(stage: StageState, before: StageWord): void {
    if (stage.word === "running") this.running.add(stage);
    else this.running.delete(stage);
    let node: Node | null = this.#leaves.get(stage)!;
    for (; node !== null; node = node.parent) {
      node.counts[before]!--;
      node.counts[stage.word] = (node.counts[stage.word] ?? 0) + 1;
      if (node.parent === null) break;
      if (isActive(node)) node.parent.active.add(node);
      else node.parent.active.delete(node);
    }
  }
}

/** Whether something in a node runs. */
export function isActive({ counts }: Node): boolean {
  return (counts.running ?? 0) > 0;
}

/** Whether there is nothing left to do in a node, and nothing went wrong. */
export function isFinished({ counts, size }: Node): boolean {
  return (counts.cached ?? 0) + (counts.done ?? 0) === size;
}
