/**
 * How much a program computes, by its kernels' own counts.
 *
 * A product of m x k with k x n counts 2 m n k, attention over the past alone
 * half of what it would over all positions, a function such as exp one
 * operation. Shapes are fixed, so padding counts like everything else that is
 * computed. Memory traffic counts nothing.
 *
 * @module
 */

import { kernelByName } from "../kernels/mod.ts";
import type { Step } from "./device.ts";

/** The floating-point operations of a program's steps, run once. */
export function flopsOf(steps: readonly Step[]): number {
  let flops = 0;
  for (const { kernel: name, dims } of steps) {
    const kernel = kernelByName.get(name)!;
    flops += kernel.flops(
      Object.fromEntries(kernel.dims.map((name, i) => [name, dims[i]!])),
    );
  }
  return flops;
}
