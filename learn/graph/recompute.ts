/**
 * Recomputation (activation checkpointing; Chen et al., arXiv 1604.06174): what
 * a segment of a recording computes, such as a layer, is computed once more
 * right before the backward pass needs it, so that only the segment's inputs
 * and results live through the time between.
 *
 * Like fusing, this is a pass over recorded nodes: the second computation is
 * the first one's kernels on the same inputs, so on `wasm` no byte changes.
 *
 * @module
 */

import { type Node, original, type Segment, type Tensor } from "./graph.ts";
import { updates } from "./operands.ts";

/**
 * Records segments again where something after them reads what they computed on
 * the way. A segment is left as it is where memory that it reads is updated
 * before that, and where something reads of it before all of it has run.
 *
 * @param nodes Nodes in the order in which they run.
 * @returns The nodes and the repeated ones, in the order in which they run.
 */
export function recompute(
  nodes: readonly Node[],
  segments: readonly Segment[],
): Node[] {
  return segments.reduce<Node[]>(recomputeOne, nodes.slice());
}

function recomputeOne(nodes: Node[], segment: Segment): Node[] {
  const inside = nodes.filter((node) => segment.nodes.has(node));
  const kept = new Set(segment.results.map(original));
  /** The segment's own tensors, by the node that computes them. */
  const makers = new Map<Tensor, Node>();
  for (const node of inside) {
    for (const output of node.outputs) {
      if (!kept.has(original(output))) makers.set(original(output), node);
    }
  }
  const reads = (node: Node) =>
    !segment.nodes.has(node) &&
    node.inputs.some((input) => makers.has(original(input)));
  const first = nodes.findIndex(reads);
  if (first < 0 || first < nodes.indexOf(inside.at(-1)!)) return nodes;
  // What is computed twice has to be the same: from the same inputs.
  const between = nodes.slice(nodes.indexOf(inside[0]!), first);
  if (updates(between, inside.flatMap(({ inputs }) => inputs))) return nodes;
  const again = makersOf(
    nodes.filter(reads).flatMap(({ inputs }) => inputs),
    makers,
  );
  const copies = new Map<Tensor, Tensor>();
  const replaced = (tensor: Tensor) => copies.get(original(tensor)) ?? tensor;
  const repeated = inside.filter((node) => again.has(node)).map((node) => {
    const inputs = node.inputs.map(replaced);
    const outputs = node.outputs.map((output) => ({ ...output }));
    node.outputs.forEach((output, i) => {
      if (makers.has(original(output))) {
        copies.set(original(output), outputs[i]!);
      }
    });
    return rewired(node, inputs, outputs);
  });
  const after = nodes.slice(first).map((node) =>
    reads(node) ? rewired(node, node.inputs.map(replaced), node.outputs) : node
  );
  return [...nodes.slice(0, first), ...repeated, ...after];
}

/** The nodes that the computation of some tensors goes through. */
function makersOf(
  wanted: readonly Tensor[],
  makers: ReadonlyMap<Tensor, Node>,
): Set<Node> {
  const found = new Set<Node>();
  const pending = [...wanted];
  while (pending.length > 0) {
    const node = makers.get(original(pending.pop()!));
    if (node === undefined || found.has(node)) continue;
    found.add(node);
    pending.push(...node.inputs);
  }
  return found;
}

/** A node on other tensors. */
function rewired(
  node: Node,
  inputs: readonly Tensor[],
  outputs: readonly Tensor[],
): Node {
  let nextInput = 0, nextOutput = 0;
  const operands = node.kernel.operands.map(({ access }) =>
    access === "write" ? outputs[nextOutput++]! : inputs[nextInput++]!
  );
  return { ...node, operands, inputs, outputs, pullback: null };
}
