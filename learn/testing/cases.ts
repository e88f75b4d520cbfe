/**
 * Makes the operands on which a kernel is tried from its workload.
 *
 * @module
 */

import type { Dims, Kernel, Values } from "../kernels/mod.ts";
import { Random } from "./random.ts";
import { workloadOf } from "./workloads/mod.ts";

/** Operands for one run of a kernel, and what they were made from. */
export interface Case {
  readonly dims: Dims;
  readonly constants: readonly number[];
  /** In the kernel's order. Operands that are only written hold zeros. */
  readonly operands: readonly Values[];
  /** Set where the operands are small integers and the result is exact. */
  readonly exact: boolean;
}

/** All cases of a kernel's workload. */
export function casesOf(kernel: Kernel, random: Random): Case[] {
  return workloadOf(kernel.name).shapes.flatMap((shape) =>
    casesWith(kernel, shape, random)
  );
}

/** Cases of one shape; they depend on the shape and the seed alone. */
export function casesOfShape(
  kernel: Kernel,
  shape: readonly number[],
  seed: number,
): Case[] {
  const mixed = shape.reduce((n, size) => Math.imul(n, 31) + size | 0, seed);
  return casesWith(kernel, shape, new Random(mixed));
}

/** A case of numbers of all kinds, and one of integers where that is exact. */
function casesWith(
  kernel: Kernel,
  shape: readonly number[],
  random: Random,
): Case[] {
  const workload = workloadOf(kernel.name);
  const constants = (workload.constants ?? []).map(Math.fround);
  const dims = Object.fromEntries(
    kernel.dims.map((name, i) => [name, shape[i]!]),
  );
  const makeCase = (exact: boolean): Case => {
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
  return workload.polynomial
    ? [makeCase(false), makeCase(true)]
    : [makeCase(false)];
}
