/**
 * The record: tensors, and the nodes that compute them. Building a graph runs
 * nothing. It is differentiated (`differentiate.ts`) by recording more nodes,
 * planned into memory and steps (`plan.ts`), and replayed on a device.
 *
 * @module
 */

import type { DType, Kernel } from "../kernels/kernel.ts";
import type { Location } from "../device/device.ts";
import type { Composite } from "./composite.ts";

/** A tensor of a graph. Shapes are static; memory is row-major. */
export interface Tensor {
  readonly graph: Graph;
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** The node that computes it; null for memory of a device. */
  readonly node: Node | null;
  /** Where it lives, for memory of a device. */
  readonly location: Location | null;
}

/**
 * The vector-Jacobian product of a node: from the gradients of its outputs
 * (undefined for those that nothing needs) to those of its inputs (undefined
 * for those that have none).
 */
export type Pullback = (
  gradients: readonly (Tensor | undefined)[],
) => readonly (Tensor | undefined)[];

/** One kernel, or several as one, applied to tensors. */
export interface Node {
  readonly kernel: Kernel | Composite;
  /** Tensors by operand; those that the kernel writes are its outputs. */
  readonly operands: readonly Tensor[];
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly dims: Readonly<Record<string, number>>;
  readonly constants: readonly number[];
  readonly pullback: Pullback | null;
}

/** A tensor's value that is to end in memory of a device. */
export interface Store {
  readonly tensor: Tensor;
  readonly to: Location;
}

/**
 * A part of a recording that can be computed twice, such as a layer. Of what it
 * computes, what follows it reads the results alone; gradients may read all.
 */
export interface Segment {
  readonly nodes: ReadonlySet<Node>;
  /** What it is computed for. */
  readonly results: readonly Tensor[];
}

/** A recording of nodes in the order in which they run. */
export class Graph {
  readonly nodes: Node[] = [];
  readonly stores: Store[] = [];
  readonly segments: Segment[] = [];

  /** Records a segment, which has one result. */
  segment(record: () => Tensor): Tensor {
    const from = this.nodes.length, result = record();
    const nodes = new Set(this.nodes.slice(from));
    this.segments.push({ nodes, results: [result] });
    return result;
  }

  /** Takes memory of a device into the graph. */
  memory(location: Location, shape: readonly number[]): Tensor {
    const tensor: Tensor = {
      graph: this,
      shape,
      dtype: location.allocation.dtype,
      node: null,
      location,
    };
    if (count(tensor) !== location.length) {
      throw new RangeError(
        `Cannot read ${location.length} elements of memory as a tensor of ` +
          `shape [${shape}]`,
      );
    }
    return tensor;
  }

  /** Says that a tensor's value is to end in memory of a device. */
  store(tensor: Tensor, to: Location): void {
    if (count(tensor) !== to.length) {
      throw new RangeError(
        `Cannot store a tensor of shape [${tensor.shape}] in ${to.length} ` +
          `elements of memory`,
      );
    }
    this.stores.push({ tensor, to });
  }

  /**
   * Records a kernel.
   *
   * @param inputs Tensors for the operands that it reads or updates, in order.
   * @param shapes Shapes for the operands that it writes, in order.
   * @returns The written tensors.
   */
  record(
    kernel: Kernel | Composite,
    inputs: readonly Tensor[],
    shapes: readonly (readonly number[])[],
    dims: Readonly<Record<string, number>>,
    constants: readonly number[] = [],
    pullback: Pullback | null = null,
  ): readonly Tensor[] {
    const operands: Tensor[] = [];
    const outputs: Tensor[] = [];
    // The node and its outputs refer to each other.
    const node: Node = {
      kernel,
      operands,
      inputs,
      outputs,
      dims,
      constants,
      pullback,
    };
    let nextInput = 0, nextShape = 0;
    for (const operand of kernel.operands) {
      const tensor: Tensor | undefined = operand.access === "write"
        ? {
          graph: this,
          shape: shapes[nextShape++]!,
          dtype: operand.dtype,
          node,
          location: null,
        }
        : inputs[nextInput++];
      const length = operand.length(dims);
      if (tensor === undefined || tensor.dtype !== operand.dtype) {
        throw new TypeError(
          `Operand "${operand.name}" of ${kernel.name} must be a tensor of ` +
            operand.dtype,
        );
      }
      if (count(tensor) !== length) {
        throw new RangeError(
          `Operand "${operand.name}" of ${kernel.name} needs ${length} ` +
            `elements, but has shape [${tensor.shape}]`,
        );
      }
      operands.push(tensor);
      if (operand.access === "write") outputs.push(tensor);
      else if (operand.access === "read-write" && tensor.location === null) {
        throw new TypeError(
          `Operand "${operand.name}" of ${kernel.name} is updated in place, ` +
            `so it must be memory of a device`,
        );
      }
    }
    this.nodes.push(node);
    return outputs;
  }
}

/** The number of a tensor's elements. */
export function count(tensor: Pick<Tensor, "shape">): number {
  return tensor.shape.reduce((n, size) => n * size, 1);
}

/** The last size of a tensor's shape. */
export function columnsOf(tensor: Tensor): number {
  return tensor.shape[tensor.shape.length - 1] ?? 1;
}

/** All sizes but the last, multiplied. */
export function rowsOf(tensor: Tensor): number {
  return count(tensor) / columnsOf(tensor);
}

/** The same tensor under another shape of as many elements. */
export function reshape(tensor: Tensor, shape: readonly number[]): Tensor {
  if (count({ shape }) !== count(tensor)) {
    throw new RangeError(
      `Cannot reshape [${tensor.shape}] to [${shape}]`,
    );
  }
  return aliasOf(tensor, shape);
}

const aliases = new WeakMap<Tensor, Tensor>();

function aliasOf(tensor: Tensor, shape: readonly number[]): Tensor {
  const alias: Tensor = { ...tensor, shape };
  aliases.set(alias, original(tensor));
  return alias;
}

/** The tensor that a reshaped one is a view of; itself for any other. */
export function original(tensor: Tensor): Tensor {
  return aliases.get(tensor) ?? tensor;
}
