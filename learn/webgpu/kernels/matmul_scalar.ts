/**
 * Matrix products of any dimensions in WGSL. Each invocation keeps 4 by 4
 * elements of C in registers and reads A and B straight from storage; the step
 * over k is straight-line code. The columns of an invocation lie a workgroup's
 * width apart, so that neighbours read neighbouring elements of B.
 *
 * @module
 */

import { type Shader, unroll } from "../shader.ts";

/** How A and B lie in memory: as they are, or transposed. */
export type Layout = "nn" | "nt" | "tn";

/** A shader for products, and what it takes at a time. */
export interface Tiled {
  readonly shader: Shader;
  /** Rows and columns of C that a workgroup computes. */
  readonly rows: number;
  readonly columns: number;
  /** What a slice of k has to be a multiple of. */
  readonly step: number;
}

/** Parameters that all shaders for products have. */
export const integers = ["m", "n", "k", "across", "tiles", "depth"];

/**
 * The beginning of a product's body: the workgroup's `slice` of k from `start`
 * to `end`, and its tile, in row `down` and column `right` of tiles.
 */
export const beginTile = `  let slice: u32 = group / p.tiles;
  let down: u32 = group % p.tiles / p.across;
  let right: u32 = group % p.tiles % p.across;
  let start: u32 = min(slice * p.depth, p.k);
  let end: u32 = min(start + p.depth, p.k);`;

/** Elements of C that an invocation has in each direction. */
const tile = 4;
/** Invocations of a workgroup in each direction. */
const side = 8;

/** Indices in A and B of (row i, step l) and (step l, column j). */
const indices = {
  nn: {
    a: (i: string) => `${i} * p.k + l`,
    b: (j: string) => `l * p.n + ${j}`,
  },
  nt: {
    a: (i: string) => `${i} * p.k + l`,
    b: (j: string) => `${j} * p.k + l`,
  },
  tn: {
    a: (i: string) => `l * p.m + ${i}`,
    b: (j: string) => `l * p.n + ${j}`,
  },
};

/** The shader for any dimensions. */
export function tiled(layout: Layout): Tiled {
  const { a, b } = indices[layout];
  const each = (line: (i: number) => string) => unroll(tile, line);
  const both = (line: (x: number, y: number) => string) =>
    each((x) => each((y) => line(x, y)));
  const shader: Shader = {
    name: `matmul_${layout}`,
    arrays: [["a", "f32"], ["b", "f32"], ["c", "f32"]],
    integers,
    floats: [],
    size: side * side,
    declarations: `fn put(slice: u32, i: u32, j: u32, value: f32) {
  if (i < p.m && j < p.n) {
    c[(slice * p.m + i) * p.n + j] = value;
  }
}`,
    body: `${beginTile}
  let i: u32 = down * ${side * tile}u + local / ${side}u * ${tile}u;
  let j: u32 = right * ${side * tile}u + local % ${side}u;
${each((x) => `  let i${x}: u32 = min(i + ${x}u, p.m - 1u);`)}
${each((y) => `  let j${y}: u32 = min(j + ${y * side}u, p.n - 1u);`)}
${both((x, y) => `  var c${x}_${y}: f32 = 0.0;`)}
  for (var l: u32 = start; l < end; l++) {
${each((x) => `    let a${x}: f32 = a[${a(`i${x}`)}];`)}
${each((y) => `    let b${y}: f32 = b[${b(`j${y}`)}];`)}
${both((x, y) => `    c${x}_${y} += a${x} * b${y};`)}
  }
  if (start < end) {
${both((x, y) => `    put(slice, i + ${x}u, j + ${y * side}u, c${x}_${y});`)}
  }`,
  };
  return { shader, rows: side * tile, columns: side * tile, step: 1 };
}
