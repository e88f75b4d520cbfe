/**
 * Matrix products in WGSL for dimensions that are multiples of four. Each
 * invocation keeps 8 by 8 elements of C in registers and reads A and B as
 * vectors of four; the step over k is straight-line code of 256 products (64
 * where A is transposed) for 16 (4) loads.
 *
 * @module
 */

import { type Shader, unroll } from "../shader.ts";
import {
  beginTile,
  integers,
  type Layout,
  type Tiled,
} from "./matmul_scalar.ts";

/**
 * Invocations of a workgroup downwards and across. Where A has the rows of a
 * batch, tiles are tall, because layers are narrower than batches are long. The
 * gradient of a layer's weights has a side of the layer in both directions.
 */
const shapes = {
  nn: { down: 16, across: 4 },
  nt: { down: 16, across: 4 },
  tn: { down: 8, across: 8 },
} satisfies Record<Layout, unknown>;
const size = 64;

type Shape = (typeof shapes)[Layout];

const each = (count: number, line: (i: number) => string) =>
  unroll(count, line);
const both = (
  rows: number,
  columns: number,
  line: (x: number, y: number) => string,
) => each(rows, (x) => each(columns, (y) => line(x, y)));

/** Writes four columns of C. */
const putFour = `fn put(slice: u32, i: u32, j: u32, value: vec4<f32>) {
  if (i < p.m && j < p.n / 4u) {
    c[(slice * p.m + i) * (p.n / 4u) + j] = value;
  }
}`;
/** Writes one element of C. */
const putOne = `fn put(slice: u32, i: u32, j: u32, value: f32) {
  if (i < p.m && j < p.n) {
    c[(slice * p.m + i) * p.n + j] = value;
  }
}`;

/** Rows of an invocation follow each other. */
const rowsInTurn = ({ down, across }: Shape) =>
  `  let i: u32 = down * ${down * 8}u + local / ${across}u * 8u;
${
    each(
      8,
      (x) => `  let i${x}: u32 = min(i + ${x}u, p.m - 1u) * (p.k / 4u);`,
    )
  }`;

/** The invocation's two vectors of four columns lie a workgroup apart. */
const columnsByFours = ({ across }: Shape) =>
  `  let j: u32 = right * ${across * 2}u + local % ${across}u;
${
    each(2, (y) =>
      `  let j${y}: u32 = min(j + ${y * across}u, p.n / 4u - 1u);`)
  }`;

const sums = (rows: number, columns: number, type: string) =>
  both(rows, columns, (x, y) => `  var c${x}_${y}: ${type} = ${type}();`);

/** Bodies by layout: A and B in steps of four, or A down its columns. */
const bodies: Readonly<Record<Layout, (shape: Shape) => string>> = {
  nn: (shape) =>
    `${rowsInTurn(shape)}
${columnsByFours(shape)}
${sums(8, 2, "vec4<f32>")}
  for (var l: u32 = start / 4u; l < end / 4u; l++) {
${each(8, (x) => `    let a${x}: vec4<f32> = a[i${x} + l];`)}
${
      each(4, (q) =>
        `    let r${q}: u32 = (4u * l + ${q}u) * (p.n / 4u);
${each(2, (y) => `    let b${q}_${y}: vec4<f32> = b[r${q} + j${y}];`)}
${both(8, 2, (x, y) => `    c${x}_${y} += a${x}[${q}] * b${q}_${y};`)}`)
    }
  }
  if (start < end) {
${
      both(
        8,
        2,
        (x, y) =>
          `    put(slice, i + ${x}u, j + ${y * shape.across}u, c${x}_${y});`,
      )
    }
  }`,
  nt: (shape) =>
    `${rowsInTurn(shape)}
  let j: u32 = right * ${shape.across * 8}u + local % ${shape.across}u;
${
      each(8, (y) =>
        `  let j${y}: u32 = min(j + ${
          y * shape.across
        }u, p.n - 1u) * (p.k / 4u);`)
    }
${sums(8, 8, "f32")}
  for (var l: u32 = start / 4u; l < end / 4u; l++) {
${each(8, (x) => `    let a${x}: vec4<f32> = a[i${x} + l];`)}
${
      each(8, (y) =>
        `    let b${y}: vec4<f32> = b[j${y} + l];
${
          each(
            8,
            (x) =>
              each(4, (q) => `    c${x}_${y} += a${x}[${q}] * b${y}[${q}];`),
          )
        }`)
    }
  }
  if (start < end) {
${
      both(
        8,
        8,
        (x, y) =>
          `    put(slice, i + ${x}u, j + ${y * shape.across}u, c${x}_${y});`,
      )
    }
  }`,
  tn: (shape) =>
    `  let i: u32 = down * ${shape.down * 2}u + local / ${shape.across}u;
${
      each(2, (x) =>
        `  let i${x}: u32 = min(i + ${x * shape.down}u, p.m / 4u - 1u);`)
    }
${columnsByFours(shape)}
${sums(8, 2, "vec4<f32>")}
  for (var l: u32 = start; l < end; l++) {
    let r: u32 = l * (p.m / 4u);
    let s: u32 = l * (p.n / 4u);
${each(2, (x) => `    let a${x}: vec4<f32> = a[r + i${x}];`)}
${each(2, (y) => `    let b${y}: vec4<f32> = b[s + j${y}];`)}
${
      both(2, 2, (x, y) =>
        each(4, (q) =>
          `    c${4 * x + q}_${y} += a${x}[${q}] * b${y};`))
    }
  }
  if (start < end) {
${
      both(2, 2, (x, y) =>
        each(4, (q) =>
          `    put(slice, 4u * (i + ${x * shape.down}u) + ${q}u, j + ${
            y * shape.across
          }u, ` +
          `c${4 * x + q}_${y});`))
    }
  }`,
};

/** The shader for multiples of four. */
export function tiledByFours(layout: Layout): Tiled {
  const shape = shapes[layout];
  const four = "vec4<f32>";
  const shader: Shader = {
    name: `matmul_${layout}_4`,
    arrays: [["a", four], ["b", four], ["c", layout === "nt" ? "f32" : four]],
    integers,
    floats: [],
    size,
    declarations: layout === "nt" ? putOne : putFour,
    body: `${beginTile}
${bodies[layout](shape)}`,
  };
  return {
    shader,
    rows: shape.down * 8,
    columns: shape.across * 8,
    step: layout === "tn" ? 1 : 4,
  };
}
