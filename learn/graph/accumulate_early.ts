/**
 * Adding to memory as soon as there is what to add. Gradients of micro-steps
 * are recorded first and added up last; in that order, each gradient would stay
 * alive until the end, and where a product is fused with its sum, so would the
 * activations that it is made of.
 *
 * @module
 */

import { accumulate } from "../kernels/elementwise.ts";
import { type Node, original, type Tensor } from "./graph.ts";
import { overlap } from "./operands.ts";

/**
 * Moves each sum into memory up to right after the node that computes what is
 * added, unless something in between reads or updates that memory.
 *
 * @param nodes Nodes in the order in which they run.
 * @returns The same nodes, in an order that computes the same bits.
 */
export function accumulateEarly(nodes: readonly Node[]): Node[] {
  const writers = new Map<Tensor, number>();
  /** The nodes that go to right after a node, by its place. */
  const moved = new Map<number, Node[]>();
  const left = new Set<Node>();
  nodes.forEach((node, to) => {
    for (const output of node.outputs) writers.set(original(output), to);
    if (node.kernel !== accumulate) return;
    const [memory, added] = node.operands.map(original);
    const from = writers.get(added!);
    if (from === undefined) return;
    if (nodes.slice(from + 1, to).some((other) => touches(other, memory!))) {
      return;
    }
    left.add(node);
    moved.set(from, [...moved.get(from) ?? [], node]);
  });
  return nodes.flatMap((node, i) => [
    ...(left.has(node) ? [] : [node]),
    ...moved.get(i) ?? [],
  ]);
}

/** Whether a node reads or updates memory of a device. */
function touches({ inputs }: Node, { location }: Tensor): boolean {
  return inputs.some((input) => {
    const place = original(input).location;
    return place !== null && location !== null && overlap(place, location);
  });
}
