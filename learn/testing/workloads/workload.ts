/**
 * What a workload is, and what workloads of several families share.
 *
 * @module
 */

import { type Dims, kernelByName, type Values } from "../../kernels/mod.ts";
import type { Random } from "../random.ts";

/** Operands by name. What is not given is filled with numbers in (-1, 1). */
export type Given = Record<string, Values>;

/** The least and the most that a dimension may be, or some sizes of it. */
export type Sizes =
  | readonly [least: number, most: number]
  | { readonly of: readonly number[] };

/** What one kernel is tried on. */
export interface Workload {
  /** Dimensions, in the kernel's order. */
  readonly shapes: readonly (readonly number[])[];
  /** Constants, in the kernel's order. */
  readonly constants?: readonly number[];
  /** Makes operands that have to mean something. */
  fill?(random: Random, dims: Dims, constants: readonly number[]): Given;
  /**
   * Set where the result is a polynomial of the operands with integer
   * coefficients. Such a kernel is also tried on small integers, where float32
   * is exact in any order of sums, so that a lost or a doubled term shows
   * however small it is beside the bound on rounding errors.
   */
  readonly polynomial?: boolean;
  /**
   * Sizes for random shapes, by dimension, where those of `../ragged.ts` do not
   * fit the kernel.
   */
  readonly ragged?: Readonly<Record<string, Sizes>>;
  /** Elements of all operands of a random shape, at most. */
  readonly mostElements?: number;
  /** Makes dimensions fit each other that were drawn one by one. */
  mend?(dims: Dims): Dims;
}

/** Runs a kernel's reference on given operands; the results are those of a device's types. */
export function forward(
  name: string,
  given: Given,
  dims: Dims,
  constants: readonly number[] = [],
): Given {
  const kernel = kernelByName.get(name)!;
  const values = kernel.operands.map((operand): Values => {
    const length = operand.length(dims);
    return given[operand.name] ??
      (operand.dtype === "f32"
        ? new Float64Array(length)
        : new Uint32Array(length));
  });
  kernel.reference(values, dims, constants);
  const result: Given = {};
  kernel.operands.forEach((operand, i) => {
    const value = values[i]!;
    result[operand.name] = operand.dtype === "f32"
      ? value.map(Math.fround) as Values
      : value;
  });
  return result;
}

/** n. */
export const lengths = [[1], [3], [64], [257], [1000], [4099], [33_001]];

/** rows, columns. */
export const tables = [
  [1, 1],
  [1, 67],
  [53, 1],
  [5, 4],
  [17, 33],
  [64, 64],
  [130, 71],
  [3, 1030],
  [7, 768],
  [1100, 9],
  [2, 4130],
  [4200, 3],
];

/** Workloads by the kernel's name. */
export type Workloads = Readonly<Record<string, Workload>>;
