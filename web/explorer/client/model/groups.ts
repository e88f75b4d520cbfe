/**
 * Stages in groups, by their names: a recipe's sweep has hundreds of stages of
 * a few sorts, and it is the sorts that somebody wants to see first.
 *
 * `policy/rft/beta=1/ratio=0.35/seed=1` is of the family `policy`, in which it
 * is of the group `rft`; what sets it apart there begins at the first part
 * that gives something a value.
 *
 * @module
 */

import type { Dag } from "./dag.ts";
import { prefixOf } from "./labels.ts";

/** Stages whose names differ only in values. */
export interface Group {
  /** Unlike that of any other group. */
  readonly id: string;
  /** Within the family, such as `rft` or `sft/filtered`; may be empty. */
  readonly label: string;
  /** The parts of the name that all of its stages have: `policy/rft`. */
  readonly prefix: string;
  /** In the order of {@linkcode compareNames}. */
  readonly stages: readonly number[];
}

/** Groups that are of a sort. */
export interface Family {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly groups: readonly Group[];
  /** Of all of its groups, one group after the other. */
  readonly stages: readonly number[];
}

/** With more families than these, it is the kinds that make them. */
const mostFamilies = 40;

/**
 * Orders names part by part, numbers by their size: `seed=2` before `seed=10`.
 * Where all of that is equal, by UTF-16 code units.
 */
export function compareNames(a: string, b: string): number {
  const left = a.match(/\d+(?:\.\d+)?|[^\d]+/g) ?? [];
  const right = b.match(/\d+(?:\.\d+)?|[^\d]+/g) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [one, other] = [left[i]!, right[i]!];
    if (one === other) continue;
    const difference = Number(one) - Number(other);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
    if (Number.isNaN(difference)) return one < other ? -1 : 1;
  }
  if (left.length !== right.length) return left.length - right.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The families of some stages, in the order in which the recipe comes to them
 * when it goes by depth.
 */
export function familiesOf(
  dag: Dag,
  ids: Iterable<number> = dag.stages.keys(),
): Family[] {
  const all = [...ids];
  const byName = sorted(dag, all, (name) => name.split("/")[0] ?? "");
  return byName.length > mostFamilies ? sorted(dag, all, () => "") : byName;
}

function sorted(
  dag: Dag,
  ids: readonly number[],
  labelOf: (name: string) => string,
): Family[] {
  const families = new Map<string, { label: string; ids: number[] }>();
  for (const id of ids) {
    const { name, kind } = dag.stages[id]!;
    const label = labelOf(name);
    const key = JSON.stringify([label, kind]);
    const family = families.get(key) ?? { label: label || kind, ids: [] };
    family.ids.push(id);
    families.set(key, family);
  }
  const labels = new Map<string, number>();
  for (const { label } of families.values()) {
    labels.set(label, (labels.get(label) ?? 0) + 1);
  }
  return [...families].map(([id, { label, ids }]): Family => {
    const kind = dag.stages[ids[0]!]!.kind;
    const groups = groupsOf(dag, id, ids);
    return {
      id,
      // Stages of two kinds may share the first part of their names.
      label: labels.get(label) === 1 ? label : `${label} (${kind})`,
      kind,
      groups,
      stages: groups.flatMap(({ stages }) => stages),
    };
  }).sort((a, b) =>
    meanDepth(dag, a.stages) - meanDepth(dag, b.stages) ||
    a.stages[0]! - b.stages[0]!
  );
}

/** How deep stages are, on the average. */
export function meanDepth(dag: Dag, ids: readonly number[]): number {
  return ids.reduce((sum, id) => sum + dag.depth[id]!, 0) / ids.length;
}

function groupsOf(dag: Dag, family: string, ids: readonly number[]): Group[] {
  const byPrefix = new Map<string, number[]>();
  for (const id of ids) {
    const prefix = prefixOf(dag.stages[id]!.name);
    const group = byPrefix.get(prefix) ?? [];
    group.push(id);
    byPrefix.set(prefix, group);
  }
  const nameOf = (id: number) => dag.stages[id]!.name;
  const labels = new Map([...byPrefix].map(([prefix, [id]]) => [
    prefix,
    behindFirst(dag.labels[id!]!.group),
  ]));
  // Two groups may differ in nothing but a word that is left out of labels.
  const clear = new Set(labels.values()).size === labels.size;
  return [...byPrefix].map(([prefix, stages]): Group => ({
    id: `${family} ${prefix}`,
    label: clear ? labels.get(prefix)! : behindFirst(prefix),
    prefix,
    stages: stages.sort((a, b) => compareNames(nameOf(a), nameOf(b))),
  })).sort((a, b) => compareNames(a.prefix, b.prefix));
}

/** A path without its first part. */
function behindFirst(path: string): string {
  return path.split("/").slice(1).join("/");
}
