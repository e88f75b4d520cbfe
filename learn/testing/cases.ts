/**
 * Makes the operands on which a kernel is tried from its workload.
 *
 * @module
 */

import type { Dims, Kernel, Values } from "../kernels/mod.ts";
import type { Random } from "./random.ts";
import { workloads } from "./workloads/mod.ts";

/** Operands for one run of a kernel, and what they were made from. */
export interface Case {
  readonly dims: Dims;
  readonly constants: readonly number[];
  /** In the kernel's order. Operands that are only written hold zeros. */
  readonly operands: readonly Values[];
  /** Set where the operands are small integers and the result is exact. */
  readonly exact: boolean;
}

/** All cases of a kernel. */
export function casesOf(kernel: Kernel, random: Random): Case[] {
  const workload = workloads[kernel.name];
  if (!workload) {
    throw new Error(
      `Kernel "${kernel.name}" has no workload in learn/testing/workloads`,
    );
  }
  const constants = (workload.constants ?? []).map(Math.fround);
  const makeCase = (shape: readonly number[], exact: boolean): Case => {
    const dims = Object.fromEntries(
      kernel.dims.map((name, i) => [name, shape[i]!]),
    );
    const given = workload.fill?.(random, dims, constants) ?? {};
    const operands = kernel.operands.map((operand) => {
      const length = operand.length(dims);
      if (operand.access === "write") {
        return operand.dtype === "u32"
          ? new Uint32Array(length)
          : new Float64Array(length);
      }
      if (operand.dtype === "f32" && exact) {
        return random.uniforms(length, -4, 5).map(Math.floor);
      }
      const values = given[operand.name] ?? random.uniforms(length);
      return operand.dtype === "u32" ? values : values.map(Math.fround);
    });
    return { dims, constants, operands, exact };
  };
  return workload.shapes.flatMap((shape) =>
    workload.polynomial
      ? [makeCase(shape, false), makeCase(shape, true)]
      : [makeCase(shape, false)]
  );
}
