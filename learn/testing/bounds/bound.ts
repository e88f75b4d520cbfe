/**
 * What a bound is made from, and bounds that several families share.
 *
 * @module
 */

import type { Dims, Kernel, Values } from "../../kernels/mod.ts";
import { type Accuracy, gamma } from "../accuracy.ts";

/** What a bound is made from. */
export interface Result {
  readonly kernel: Kernel;
  readonly dims: Dims;
  readonly constants: readonly number[];
  /** Operands before the run, by name. */
  readonly before: Readonly<Record<string, Values>>;
  /** Operands after the reference ran, by name. */
  readonly after: Readonly<Record<string, Values>>;
  readonly accuracy: Accuracy;
}

/** The greatest errors allowed, by operand, element by element. */
export type Bounds = Record<string, (at: number) => number>;

/**
 * Sums of products: the reference runs once more on absolute values, which
 * gives the sum of the terms' absolute values, and each term goes through at
 * most `operations` roundings.
 */
export function sums(
  operations: (dims: Dims) => number,
): (result: Result) => Bounds {
  return (result) => {
    const { kernel, dims, constants, before, accuracy } = result;
    const values = kernel.operands.map(({ name, dtype }) =>
      dtype === "u32"
        ? before[name]!.slice()
        : (before[name] as Float64Array).map(Math.abs)
    );
    kernel.reference(values, dims, constants.map(Math.abs));
    const factor = gamma(operations(dims), accuracy);
    const bounds: Bounds = {};
    kernel.operands.forEach(({ name, access }, i) => {
      if (access !== "read") {
        bounds[name] = (at) => factor * values[i]![at]! + accuracy.tiny;
      }
    });
    return bounds;
  };
}

/** Functions that round a given number of times: relative to the result. */
export function rounded(operations: number): (result: Result) => Bounds {
  return ({ after, accuracy }) => ({
    y: (at) => operations * accuracy.unit * Math.abs(after.y![at]!),
  });
}

/** Results that must be equal. */
export const exact = (): Bounds => ({});

/** Bounds of a family, by the kernel's name. */
export type BoundsByName = Readonly<Record<string, (result: Result) => Bounds>>;
