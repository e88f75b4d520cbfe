/**
 * The graph by numbers: each stage is its place in the recipe's order.
 *
 * @module
 */

import type { Graph, StageNode } from "../../api.ts";
import { type Label, labelsOf } from "./labels.ts";

/** A graph that can be walked both ways. */
export interface Dag {
  readonly stages: readonly StageNode[];
  readonly labels: readonly Label[];
  readonly byName: ReadonlyMap<string, number>;
  /** The stage that put out a digest; the first in the recipe's order. */
  readonly byDigest: ReadonlyMap<string, number>;
  /** The stages that each one reads from, without repetition. */
  readonly inputs: readonly (readonly number[])[];
  /** The stages that read from each one. */
  readonly users: readonly (readonly number[])[];
  /** The length of the longest way from a stage without inputs. */
  readonly depth: readonly number[];
}

/**
 * Numbers the stages of a graph. An input that no earlier stage of the graph
 * makes is passed over, so that the result is free of cycles.
 */
export function dagOf({ stages }: Pick<Graph, "stages">): Dag {
  const byName = new Map<string, number>();
  const byDigest = new Map<string, number>();
  const inputs: number[][] = [];
  const users: number[][] = [];
  const depth: number[] = [];
  for (const [id, stage] of stages.entries()) {
    const from = new Set<number>();
    for (const input of stage.inputs) {
      const maker = byName.get(input.stage);
      if (maker !== undefined) from.add(maker);
    }
    inputs.push([...from]);
    users.push([]);
    let deepest = -1;
    for (const maker of from) {
      users[maker]!.push(id);
      deepest = Math.max(deepest, depth[maker]!);
    }
    depth.push(deepest + 1);
    byName.set(stage.name, id);
    for (const { digest } of stage.outputs) {
      if (digest !== null && !byDigest.has(digest)) byDigest.set(digest, id);
    }
  }
  const labels = labelsOf(stages.map(({ name }) => name));
  return { stages, labels, byName, byDigest, inputs, users, depth };
}

/** The same graph with stages that are otherwise than before. */
export function withStages(graph: Graph, changed: readonly StageNode[]): Graph {
  const byName = new Map(changed.map((stage) => [stage.name, stage]));
  return {
    ...graph,
    stages: graph.stages.map((stage) => byName.get(stage.name) ?? stage),
  };
}

/** Everything that a stage goes back to, without itself. */
export function ancestors(dag: Dag, id: number): Set<number> {
  const found = reached(dag.inputs, [id]);
  found.delete(id);
  return found;
}

/** Everything that was made from a stage, without itself. */
export function descendants(dag: Dag, id: number): Set<number> {
  const found = reached(dag.users, [id]);
  found.delete(id);
  return found;
}

/**
 * What can be reached by edges from some nodes, with these: in linear time and
 * without recursion.
 */
export function reached(
  edges: readonly (readonly number[])[],
  starts: readonly number[],
): Set<number> {
  const found = new Set(starts);
  const open = [...starts];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const other of edges[next] ?? []) {
      if (found.has(other)) continue;
      found.add(other);
      open.push(other);
    }
  }
  return found;
}

/** Whether two graphs have the same stages, connected in the same way. */
export function sameShape(a: Graph, b: Graph): boolean {
  const shape = ({ stages }: Graph) =>
    JSON.stringify(
      stages.map(({ name, inputs }) => [
        name,
        inputs.map(({ stage }) => stage),
      ]),
    );
  return shape(a) === shape(b);
}
