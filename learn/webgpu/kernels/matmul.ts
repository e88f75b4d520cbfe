/**
 * Matrix products in WGSL: which shader computes a product, and how its work is
 * cut. Both choices depend on the dimensions alone.
 *
 * Where C is small and k is large, k is cut into slices whose partial products
 * go to scratch memory and are summed in a second pass, in a fixed order.
 *
 * @module
 */

import type { Planner } from "../shader.ts";
import { type Layout, type Tiled, tiled } from "./matmul_scalar.ts";
import { tiledByFours } from "./matmul_vector.ts";
import { sumRows } from "./reduce.ts";

/** Workgroups that keep a large device busy. */
const enough = 256;
/** Steps over k in a slice, at least. */
const leastDepth = 128;

/** Whether the dimensions along which memory runs are multiples of four. */
const fits: Readonly<
  Record<Layout, (m: number, n: number, k: number) => boolean>
> = {
  nn: (_, n, k) => (n | k) % 4 === 0,
  nt: (_m, _n, k) => k % 4 === 0,
  tn: (m, n) => (m | n) % 4 === 0,
};

function planner(layout: Layout): Planner {
  const any: Tiled = tiled(layout), fours: Tiled = tiledByFours(layout);
  return ([m, n, k]) => {
    const { shader, rows, columns, step } = fits[layout](m!, n!, k!)
      ? fours
      : any;
    const across = Math.ceil(n! / columns);
    const tiles = across * Math.ceil(m! / rows);
    const wanted = Math.max(
      1,
      Math.min(Math.floor(enough / tiles), Math.floor(k! / leastDepth)),
    );
    const depth = Math.ceil(k! / wanted / step) * step;
    const slices = Math.ceil(k! / depth);
    const product = {
      shader,
      integers: [m!, n!, k!, across, tiles, depth],
      floats: [],
      groups: tiles * slices,
    };
    if (slices === 1) return { passes: [{ ...product, bind: [0, 1, 2] }] };
    return {
      passes: [
        { ...product, bind: [0, 1, "scratch"] },
        sumRows(slices, m! * n!, 2),
      ],
      scratch: m! * n! * slices,
    };
  };
}

/** Planners by the kernel's name. */
export const matmul: Readonly<Record<string, Planner>> = {
  matmul_nn: planner("nn"),
  matmul_nt: planner("nt"),
  matmul_tn: planner("tn"),
};
