/**
 * A lineage as what a tree is drawn from: below each execution those that it
 * read from, or, on the way down, those that read from it. Branches that lead to
 * the same sort of thing are told by their shape, so that one of them can stand
 * for all.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import type { Lineage, LineageNode } from "./graph.ts";

/** What one execution reads of another. */
export interface BranchInput {
  /** The input, as the reader names it: `evaluations/sft/seed=1`. */
  readonly name: string;
  readonly digest: Digest;
  /** True where the reader was seen not to read it. */
  readonly unread: boolean;
}

/** A line from one execution to the next. */
export interface Branch {
  /** At least one, by name. */
  readonly inputs: readonly BranchInput[];
  /** The execution that it leads to; null where no record says. */
  readonly to: string | null;
}

/** What an input is for: `evaluations` of `evaluations/sft/seed=1`. */
export function slotOf({ name }: BranchInput): string {
  return name.split("/")[0]!;
}

/** What a branch is for, whatever its labels are. */
function useOf({ inputs }: Branch): string {
  const uses = inputs.map((input) =>
    slotOf(input) + (input.unread ? " unread" : "")
  );
  return [...new Set(uses)].join();
}

/** The branches below each execution. */
export type Branches = ReadonlyMap<string, readonly Branch[]>;

/** The branches of a lineage, in its own direction. */
export function branchesOf({ direction, nodes }: Lineage): Branches {
  const branches = new Map<string, Branch[]>();
  for (const id of nodes.keys()) branches.set(id, []);
  for (const { id, record, inputs } of nodes.values()) {
    const unread = new Set(record.observed.unread);
    // Two inputs from the same execution are one branch.
    const reads = Map.groupBy(inputs, ({ from, name }) => from ?? `no ${name}`);
    for (const group of reads.values()) {
      const { from } = group[0]!;
      const read = group.map(({ name, digest }) => ({
        name,
        digest,
        unread: unread.has(name),
      }));
      const [at, to] = direction === "up" ? [id, from] : [from, id];
      if (at !== null) branches.get(at)?.push({ inputs: read, to });
    }
  }
  return branches;
}

/**
 * A number for each execution, equal where the trees below are of the same
 * sort: the same kinds below the same inputs, and alike in what `trait` says.
 * How many branches of a sort there are makes no difference.
 */
export function shapesOf(
  { nodes }: Lineage,
  branches: Branches,
  trait: (node: LineageNode) => string,
): ReadonlyMap<string, number> {
  const shapes = new Map<string, number>();
  const known = new Map<string, number>();
  const begun = new Set<string>();
  for (const root of nodes.keys()) {
    const stack = [root];
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      if (shapes.has(id)) {
        stack.pop();
        continue;
      }
      const below = branches.get(id)!;
      if (!begun.has(id)) {
        begun.add(id);
        for (const { to } of below) {
          if (to !== null && !begun.has(to)) stack.push(to);
        }
        if (stack.at(-1) !== id) continue;
      }
      const parts = below.map((branch) => {
        // What leads back to itself has no shape of its own yet.
        const shape = branch.to === null ? -1 : shapes.get(branch.to) ?? -2;
        return `${useOf(branch)} ${shape}`;
      });
      const node = nodes.get(id)!;
      const sort = JSON.stringify([
        node.record.preimage.kind,
        trait(node),
        [...new Set(parts)].sort(),
      ]);
      const shape = known.get(sort) ?? known.size;
      known.set(sort, shape);
      shapes.set(id, shape);
      stack.pop();
    }
  }
  return shapes;
}

/** Branches of which the first stands for the others. */
export interface Group {
  readonly first: Branch;
  readonly others: readonly Branch[];
}

/** Groups branches by what they are for and by the shape that they lead to. */
export function groupsOf(
  branches: readonly Branch[],
  shapes: ReadonlyMap<string, number>,
): Group[] {
  const groups = Map.groupBy(branches, (branch) => {
    const shape = branch.to === null ? -1 : shapes.get(branch.to);
    return `${useOf(branch)} ${shape}`;
  });
  return [...groups.values()].map(([first, ...others]) => ({
    first: first!,
    others,
  }));
}
