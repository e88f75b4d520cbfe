/**
 * Matrix products in WGSL. Each invocation keeps a tile of C in registers and
 * reads A and B straight from storage; the step over k is straight-line code.
 * Columns of a tile lie a workgroup's width apart, so that neighbouring
 * invocations read neighbouring elements of B.
 *
 * Where C is small and k is large, k is cut into slices whose partial products
 * go to scratch memory and are summed in a second pass, in a fixed order.
 *
 * @module
 */

import { type Planner, type Shader, unroll } from "../shader.ts";
import { sumRows } from "./reduce.ts";

/** Where element (row i, step l) of A lies, and (step l, column j) of B. */
interface Layout {
  readonly a: (i: string) => string;
  readonly b: (j: string) => string;
}

const layouts = {
  nn: { a: (i) => `${i} * p.k + l`, b: (j) => `l * p.n + ${j}` },
  nt: { a: (i) => `${i} * p.k + l`, b: (j) => `${j} * p.k + l` },
  tn: { a: (i) => `l * p.m + ${i}`, b: (j) => `l * p.n + ${j}` },
} satisfies Record<string, Layout>;

/** Invocations of a workgroup in each direction. */
const side = 8;

/** A shader whose invocations each compute `tile` by `tile` elements. */
export function matmulShader(name: keyof typeof layouts, tile: number): Shader {
  const { a, b } = layouts[name];
  const every = (line: (i: number) => string) => unroll(tile, line);
  return {
    name: `matmul_${name}_${tile}`,
    arrays: [["a", "f32"], ["b", "f32"], ["c", "f32"]],
    integers: ["m", "n", "k", "across", "tiles", "depth"],
    floats: [],
    size: side * side,
    declarations: `fn put(slice: u32, i: u32, j: u32, value: f32) {
  if (i < p.m && j < p.n) {
    c[(slice * p.m + i) * p.n + j] = value;
  }
}`,
    body: `  let slice: u32 = group / p.tiles;
  let at: u32 = group % p.tiles;
  let i: u32 = at / p.across * ${side * tile}u + local / ${side}u * ${tile}u;
  let j: u32 = at % p.across * ${side * tile}u + local % ${side}u;
  let start: u32 = min(slice * p.depth, p.k);
  let end: u32 = min(start + p.depth, p.k);
${every((x) => `  let i${x}: u32 = min(i + ${x}u, p.m - 1u);`)}
${every((y) => `  let j${y}: u32 = min(j + ${y * side}u, p.n - 1u);`)}
${every((x) => every((y) => `  var c${x}_${y}: f32 = 0.0;`))}
  for (var l: u32 = start; l < end; l++) {
${every((x) => `    let a${x}: f32 = a[${a(`i${x}`)}];`)}
${every((y) => `    let b${y}: f32 = b[${b(`j${y}`)}];`)}
${every((x) => every((y) => `    c${x}_${y} += a${x} * b${y};`))}
  }
  if (slice * p.depth < p.k) {
${
      every((x) =>
        every((y) => `    put(slice, i + ${x}u, j + ${y * side}u, c${x}_${y});`)
      )
    }
  }`,
  };
}

/** Tiles that keep a large device busy. */
const enough = 512;
/** Steps over k in a slice, at least. */
const leastDepth = 128;

function planner(name: keyof typeof layouts): Planner {
  const large = matmulShader(name, 8), small = matmulShader(name, 4);
  return ([m, n, k]) => {
    const count = (tile: number) =>
      Math.ceil(m! / (side * tile)) * Math.ceil(n! / (side * tile));
    const tile = count(8) >= enough ? 8 : 4;
    const across = Math.ceil(n! / (side * tile)), tiles = count(tile);
    const slices = Math.max(
      1,
      Math.min(Math.floor(enough / tiles), Math.floor(k! / leastDepth)),
    );
    const depth = Math.ceil(k! / slices), used = Math.ceil(k! / depth);
    const product = {
      shader: tile === 8 ? large : small,
      integers: [m!, n!, k!, across, tiles, depth],
      floats: [],
      groups: tiles * used,
    };
    if (used === 1) return { passes: [{ ...product, bind: [0, 1, 2] }] };
    return {
      passes: [
        { ...product, bind: [0, 1, "scratch"] },
        sumRows(used, m! * n!, 2),
      ],
      scratch: m! * n! * used,
    };
  };
}

/** Planners by the kernel's name. */
export const matmul: Readonly<Record<string, Planner>> = {
  matmul_nn: planner("nn"),
  matmul_nt: planner("nt"),
  matmul_tn: planner("tn"),
};
