/**
 * From a recording to steps over static memory: nodes that nothing needs are
 * dropped, temporaries share one arena by liveness, and stored tensors are
 * computed where they are to end.
 *
 * @module
 */

import {
  alignment,
  type Allocation,
  type Device,
  type Executable,
  type Location,
  type Step,
} from "../device/device.ts";
import { copy } from "../kernels/elementwise.ts";
import type { DType } from "../kernels/kernel.ts";
import {
  count,
  type Graph,
  type Node,
  original,
  type Tensor,
} from "./graph.ts";
import { type Interval, layOut } from "./lay_out.ts";

/** Something for each type of element. */
export type ByType<T> = Readonly<Record<DType, T>>;

/** Steps whose temporaries still have to be given memory. */
export interface Plan {
  /** The lengths of its arenas, in elements. */
  readonly arenas: ByType<number>;
  /** The steps, once the arenas are there (null for those of length 0). */
  steps(arenas: ByType<Allocation | null>): Step[];
}

/** Plans a recording. */
export function plan(graph: Graph): Plan {
  const nodes = neededNodes(graph);
  const placed = placeStores(graph, nodes);
  const intervals = new Map<Tensor, Interval>();
  const touch = (tensor: Tensor, time: number) => {
    const key = original(tensor);
    if (key.location !== null || placed.has(key)) return;
    const interval = intervals.get(key);
    if (interval) interval.last = time;
    else {
      intervals.set(key, { first: time, last: time, length: count(key) });
    }
  };
  // Two time units a node: copies of doubled operands live in the first.
  nodes.forEach((node, i) => {
    for (const operand of node.operands) touch(operand, 2 * i + 1);
  });
  const copies = doubledOperands(nodes);
  const late = graph.stores.filter(({ tensor, to }) =>
    placed.get(original(tensor)) !== to
  );
  for (const { tensor } of late) touch(tensor, 2 * nodes.length);
  for (const copy of copies) intervals.set(copy.tensor, copy.interval);
  const layoutOf = (dtype: DType) =>
    layOut(
      [...intervals].flatMap(([tensor, interval]) =>
        tensor.dtype === dtype ? [interval] : []
      ),
    );
  const layouts = { f32: layoutOf("f32"), u32: layoutOf("u32") };
  return {
    arenas: { f32: layouts.f32.length, u32: layouts.u32.length },
    steps(arenas) {
      const inArena = (tensor: Tensor): Location => {
        const interval = intervals.get(tensor)!;
        return {
          allocation: arenas[tensor.dtype]!,
          offset: layouts[tensor.dtype].offsets.get(interval)!,
          length: interval.length,
        };
      };
      const locate = (tensor: Tensor): Location => {
        const key = original(tensor);
        return key.location ?? placed.get(key) ?? inArena(key);
      };
      const steps: Step[] = [];
      nodes.forEach((node, index) => {
        const operands = node.operands.map(locate);
        for (const double of copies) {
          if (double.index !== index) continue;
          const to = inArena(double.tensor);
          steps.push(copyStep(operands[double.operand]!, to));
          operands[double.operand] = to;
        }
        steps.push({
          kernel: node.kernel.name,
          operands,
          dims: node.kernel.dims.map((name) => node.dims[name]!),
          constants: node.constants,
        });
      });
      for (const { tensor, to } of late) {
        steps.push(copyStep(locate(tensor), to));
      }
      return steps;
    },
  };
}

/**
 * Plans recordings, gives them one arena, and loads them as one program that
 * runs them in order.
 */
export function compile(
  device: Device,
  ...graphs: readonly Graph[]
): Executable {
  const plans = graphs.map(plan);
  const arenaOf = (dtype: DType) => {
    const length = Math.max(...plans.map((plan) => plan.arenas[dtype]));
    return length > 0 ? device.allocate(length, dtype) : null;
  };
  const arenas = { f32: arenaOf("f32"), u32: arenaOf("u32") };
  const executable = device.load(plans.flatMap((plan) => plan.steps(arenas)));
  return {
    run: (times) => executable.run(times),
    free() {
      executable.free();
      arenas.f32?.free();
      arenas.u32?.free();
    },
  };
}

function copyStep(from: Location, to: Location): Step {
  return {
    kernel: copy.name,
    operands: [from, to],
    dims: [from.length],
    constants: [],
  };
}

/** Nodes that a store or an update in place depends on, in recorded order. */
function neededNodes(graph: Graph): Node[] {
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
function placeStores(graph: Graph, nodes: readonly Node[]) {
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

/**
 * Operands that stand twice in one node. Devices want operands that do not
 * overlap, so the second one becomes a copy.
 */
function doubledOperands(nodes: readonly Node[]) {
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
      // A tensor of its own, so that the copy has a place of its own.
      return [{ index, operand, interval, tensor: { ...tensor } }];
    })
  );
}

/** Tells whether two locations share an element. */
export function overlap(a: Location, b: Location): boolean {
  return a.allocation === b.allocation && a.offset < b.offset + b.length &&
    b.offset < a.offset + a.length;
}

/** Rounds a length up to the alignment of locations. */
export function aligned(length: number): number {
  return Math.ceil(length / alignment) * alignment;
}
