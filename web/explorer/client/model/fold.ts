/**
 * A drawing's boxes: single stages, and many of a sort folded into one.
 *
 * @module
 */

import type { Dag } from "./dag.ts";
import { backEdges } from "../layout/acyclic.ts";
import { rank } from "../layout/rank.ts";
import { familiesOf, type Family, type Group, meanDepth } from "./groups.ts";

/** What is drawn as one. */
export interface Box {
  /** Unlike that of any other box of any drawing of the graph. */
  readonly id: string;
  /** The family's label, or the stage's group. */
  readonly label: string;
  readonly kind: string;
  readonly stages: readonly number[];
  readonly groups: readonly Group[];
  /** The stage, where it is a single one. */
  readonly single: number | null;
  /** How deep its stages are, on the average. */
  readonly depth: number;
}

/** From one box to another, where a stage of it reads from a stage there. */
export interface Link {
  readonly from: number;
  readonly to: number;
  /** How many stages' inputs it stands for. */
  readonly weight: number;
}

/** Boxes and the links between them. A box has no link to itself. */
export interface Folded {
  readonly boxes: readonly Box[];
  readonly links: readonly Link[];
  /** The box of each stage that is drawn. */
  readonly boxOf: ReadonlyMap<number, number>;
}

/**
 * Folds stages into boxes by family.
 *
 * @param most A family of no more stages than these is not folded.
 * @param alone A stage that always has a box of its own.
 */
export function fold(
  dag: Dag,
  ids: Iterable<number>,
  most: number,
  alone: number | null = null,
): Folded {
  const rest = [...ids].filter((id) => id !== alone);
  const boxes = familiesOf(dag, rest).flatMap((family): Box[] => {
    const { id, label, kind, groups, stages } = family;
    if (stages.length <= most) {
      return groups.flatMap((group) =>
        group.stages.map((stage) => single(dag, stage, group))
      );
    }
    const depth = meanDepth(dag, stages);
    return [{ id, label, kind, stages, groups, single: null, depth }];
  });
  if (alone !== null) {
    for (const { groups } of familiesOf(dag, [alone])) {
      boxes.push(single(dag, alone, groups[0]!));
    }
  }
  const boxOf = new Map(
    boxes.flatMap(({ stages }, box) => stages.map((id) => [id, box] as const)),
  );
  return { boxes, links: linksOf(dag, boxOf, boxes.length), boxOf };
}

function single(dag: Dag, id: number, group: Group): Box {
  const { name, kind } = dag.stages[id]!;
  return {
    id: `stage ${name}`,
    label: dag.labels[id]!.group,
    kind,
    stages: [id],
    groups: [{ ...group, stages: [id] }],
    single: id,
    depth: dag.depth[id]!,
  };
}

function linksOf(
  dag: Dag,
  boxOf: ReadonlyMap<number, number>,
  boxes: number,
): Link[] {
  const counts = new Map<number, number>();
  for (const [id, to] of boxOf) {
    for (const input of dag.inputs[id]!) {
      const from = boxOf.get(input);
      if (from === undefined || from === to) continue;
      const key = from * boxes + to;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return [...counts].sort(([a], [b]) => a - b).map(([key, weight]) => ({
    from: Math.floor(key / boxes),
    to: key % boxes,
    weight,
  }));
}

/** The families of all stages, each after those that it reads from. */
export function familiesInOrder(dag: Dag): Family[] {
  const families = familiesOf(dag);
  const boxOf = new Map(
    families.flatMap(({ stages }, at) => stages.map((id) => [id, at] as const)),
  );
  const links = linksOf(dag, boxOf, families.length);
  const back = backEdges(
    families.length,
    links,
    families.map(({ stages }) => meanDepth(dag, stages)),
  );
  const ranks = rank(families.length, links.filter((_, at) => !back[at]));
  return families.map((family, at) => ({ family, rank: ranks[at]! }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ family }) => family);
}
