/**
 * What a plan has to know of a recording's nodes: which are needed, which
 * results can be computed right where they are to end, and which operands stand
 * twice in one node.
 *
 * @module
 */

import type { Location } from "../device/device.ts";
import {
  count,
  type Graph,
  type Node,
  original,
  type Tensor,
} from "./graph.ts";
import type { Interval } from "./lay_out.ts";

/** Nodes that a store or an update in place depends on, in recorded order. */
export function neededNodes(graph: Graph): Node[] {
  const needed = new Set<Node>();
  const pending: Node[] = [];
  const need = (node: Node | null) => {
    if (node === null || needed.has(node)) return;
    needed.add(node);
    pending.push(node);
  };
  for (const { tensor } of graph.stores) need(original(tensor).node);
  for (const node of graph.nodes) {
    const updates = node.kernel.operands.some((o) => o.access === "read-write");
    if (updates) need(node);
  }
  while (pending.length > 0) {
    for (const input of pending.pop()!.inputs) need(original(input).node);
  }
  return graph.nodes.filter((node) => needed.has(node));
}

/**
 * Stored tensors that can be computed right where they are to end: in memory
 * that nothing else reads or writes while the recording runs.
 */
export function placeStores(
  graph: Graph,
  nodes: readonly Node[],
): Map<Tensor, Location> {
  const read = [
    ...nodes.flatMap((node) => node.inputs),
    ...graph.stores.map(({ tensor }) => tensor),
  ]
    .flatMap((tensor) => original(tensor).location ?? []);
  const placed = new Map<Tensor, Location>();
  for (const store of graph.stores) {
    const { to } = store, key = original(store.tensor);
    if (key.node === null || placed.has(key)) continue;
    const others = graph.stores.filter((other) => other !== store);
    const elsewhere = [...read, ...others.map((other) => other.to)];
    if (elsewhere.some((location) => overlap(location, to))) continue;
    placed.set(key, to);
  }
  return placed;
}

/** An operand that stands twice in one node, and the copy that takes its place. */
export interface Doubled {
  /** The node's number. */
  readonly index: number;
  readonly operand: number;
  readonly interval: Interval;
  /** A tensor of its own, so that the copy has a place of its own. */
  readonly tensor: Tensor;
}

/**
 * Operands that stand twice in one node. Devices want operands that do not
 * overlap, so the second one becomes a copy.
 */
export function doubledOperands(nodes: readonly Node[]): Doubled[] {
  return nodes.flatMap((node, index) =>
    node.operands.flatMap((tensor, operand) => {
      const first = node.operands.findIndex((other) =>
        original(other) === original(tensor)
      );
      if (first === operand) return [];
      const interval: Interval = {
        first: 2 * index,
        last: 2 * index + 1,
        length: count(tensor),
      };
      return [{ index, operand, interval, tensor: { ...tensor } }];
    })
  );
}

/** Tells whether nodes update, in place, memory that tensors are. */
export function updates(
  nodes: readonly (Node | null)[],
  tensors: readonly Tensor[],
): boolean {
  const read = tensors.flatMap((tensor) => original(tensor).location ?? []);
  return nodes.some((node) =>
    node?.kernel.operands.some(({ access }, i) => {
      const { location } = original(node.operands[i]!);
      return access === "read-write" && location !== null &&
        read.some((place) => overlap(place, location));
    })
  );
}

/** Tells whether two locations share an element. */
export function overlap(a: Location, b: Location): boolean {
  return a.allocation === b.allocation && a.offset < b.offset + b.length &&
    b.offset < a.offset + a.length;
}
