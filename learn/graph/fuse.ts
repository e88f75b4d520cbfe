/**
 * Fusing: a matrix product and what is done to its result next become one
 * kernel, where nothing else needs the result in between.
 *
 * This is a pass over recorded nodes, not something that layers record
 * themselves, for three reasons. Most of what can be fused only appears when a
 * recording is whole: that the gradient of a layer's input passes through a
 * GELU, or that two gradients meet in one tensor, is known to neither of the
 * operations involved. Models and objectives stay plain, and a gradient needs
 * no second form for each fused operation. And the pass can be left out, so a
 * test can compare with and without. A fused kernel rounds where the plain ones
 * round, so on `wasm` the bytes are the same.
 *
 * @module
 */

import {
  accumulate,
  add,
  addRow,
  gelu,
  geluGrad,
} from "../kernels/elementwise.ts";
import type { Kernel } from "../kernels/kernel.ts";
import { matmulNN, matmulNT, matmulTN } from "../kernels/matmul.ts";
import {
  matmulNNAdd,
  matmulNNGeluGrad,
  matmulNTBias,
  matmulNTBiasAdd,
  matmulNTBiasGelu,
  matmulTNAdd,
} from "../kernels/matmul_fused.ts";
import { type Node, original, type Store, type Tensor } from "./graph.ts";
import { overlap, updates } from "./operands.ts";

/** A kernel that takes the place of a product and of what follows it. */
interface Pattern {
  readonly product: Kernel;
  /** What follows, and which of its operands may be the product's result. */
  readonly next: Kernel;
  readonly at: readonly number[];
  readonly fused: Kernel;
  /** Whether the fused kernel writes the product's result, too. */
  readonly keeps?: boolean;
}

const patterns: readonly Pattern[] = [
  { product: matmulNT, next: addRow, at: [0], fused: matmulNTBias },
  {
    product: matmulNTBias,
    next: gelu,
    at: [0],
    fused: matmulNTBiasGelu,
    keeps: true,
  },
  { product: matmulNTBias, next: add, at: [1, 0], fused: matmulNTBiasAdd },
  { product: matmulNN, next: add, at: [1, 0], fused: matmulNNAdd },
  { product: matmulNN, next: geluGrad, at: [1], fused: matmulNNGeluGrad },
  { product: matmulTN, next: accumulate, at: [1], fused: matmulTNAdd },
];

/**
 * Fuses nodes.
 *
 * @param nodes Nodes in the order in which they run.
 * @param stores What is to be kept of their results.
 * @returns Nodes that compute the same, in the order in which they run.
 */
export function fuse(
  nodes: readonly Node[],
  stores: readonly Store[],
): Node[] {
  const result: (Node | null)[] = nodes.slice();
  const readers = readersOf(nodes);
  const kept = new Set(stores.map(({ tensor }) => original(tensor)));
  /** The place, in `result`, of the node that writes a tensor. */
  const writers = new Map<Tensor, number>();
  nodes.forEach((next, to) => {
    for (const pattern of patterns) {
      if (pattern.next !== next.kernel) continue;
      const operand = pattern.at.find((operand) => {
        const between = original(next.operands[operand]!);
        const from = writers.get(between);
        const product = from === undefined ? null : result[from]!;
        if (product?.kernel !== pattern.product) return false;
        const places = readers.get(between)!;
        // What is written along with the result must not be needed before.
        const free = pattern.keeps
          ? places[0] === to
          : places.length === 1 && !kept.has(between);
        return free && fits(product, next) &&
          !updates(result.slice(from! + 1, to), product.inputs);
      });
      if (operand === undefined) continue;
      const between = next.operands[operand]!;
      const from = writers.get(original(between))!;
      result[to] = fusedNode(pattern, result[from]!, next, operand);
      result[from] = null;
      break;
    }
    for (const output of result[to]!.outputs) writers.set(original(output), to);
  });
  return result.filter((node) => node !== null);
}

/** The nodes that read each tensor, in order; twice where they read it twice. */
function readersOf(nodes: readonly Node[]): Map<Tensor, number[]> {
  const readers = new Map<Tensor, number[]>();
  nodes.forEach((node, i) => {
    for (const input of node.inputs) {
      const key = original(input), places = readers.get(key);
      if (places) places.push(i);
      else readers.set(key, [i]);
    }
  });
  return readers;
}

/** Whether what follows a product goes over the matrix that it gives. */
function fits(product: Node, { kernel, dims, operands }: Node): boolean {
  const { m, n } = product.dims;
  if (kernel === addRow) return dims.rows === m && dims.columns === n;
  // What stands twice in a node would have to be copied, and a copy is no place
  // for an update.
  return !product.inputs.some((input) =>
    operands.some((operand) => share(original(operand), original(input)))
  );
}

/** Whether two tensors are the same one, or have memory in common. */
function share(a: Tensor, b: Tensor): boolean {
  if (a.location === null || b.location === null) return a === b;
  return overlap(a.location, b.location);
}

/** The node of a pattern: the product's operands, then those of what follows. */
function fusedNode(
  pattern: Pattern,
  product: Node,
  next: Node,
  operand: number,
): Node {
  const { fused, keeps } = pattern;
  const rest = next.operands.filter((_, i) => i !== operand);
  const operands = [
    ...product.inputs,
    ...(keeps ? [next.operands[operand]!] : []),
    ...rest,
  ];
  const of = (writes: boolean) =>
    operands.filter((_, i) =>
      (fused.operands[i]!.access === "write") === writes
    );
  return {
    kernel: fused,
    operands,
    inputs: of(false),
    outputs: of(true),
    dims: product.dims,
    constants: [],
    pullback: null,
  };
}
