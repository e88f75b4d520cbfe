/**
 * Splitting and turning of packed queries, keys and values in WGSL: an
 * invocation for each cell of a head, which is four elements where the head's
 * size allows it, else one.
 *
 * @module
 */

import { type Planner, type Shader, single } from "../shader.ts";

const width = 64;
const integers = ["rows", "heads", "size", "half", "positions"];

type Cell = "f32" | "vec4<f32>";

/** How cells of a type are addressed and put together. */
function wordsOf(cell: Cell) {
  const fours = cell !== "f32";
  return {
    suffix: fours ? "_vector" : "",
    /** Element i of an array. */
    element: (array: string, i: string) =>
      fours ? `${array}[(${i}) / 4u][(${i}) % 4u]` : `${array}[${i}]`,
    /** The cell of `turned_x(start, d, at)` for d and what follows it. */
    turned: (array: string, start: string) => {
      const one = (e: number) => `turned_${array}(${start}, first + ${e}u, at)`;
      return fours ? `vec4<f32>(${[0, 1, 2, 3].map(one).join(", ")})` : one(0);
    },
    /**
     * `d` is the cell's place in its head, `to` its index in q, k and v, and
     * `packed` that in the packing, where keys and values follow a head's
     * queries. `first` is its first element's dimension.
     */
    begin: `  let to: u32 = group * ${width}u + local;
  let cells: u32 = p.size / ${fours ? 4 : 1}u;
  if (to < p.rows * p.heads * cells) {
    let d: u32 = to % cells;
    let packed: u32 = (to - d) * 3u + d;
    let first: u32 = d * ${fours ? 4 : 1}u;
    let at: u32 = position[to / (p.heads * cells)] * p.half;`,
    /** The elements before a cell's head in an array that counts cells. */
    scale: fours ? "4u * " : "",
  };
}

/**
 * Declares `turned_x(start, d, at)`: dimension d of a head in array x that
 * begins at element `start`. Below 2 half it becomes `x[d] c + x[pair] s`, where
 * the pair of d is d + half or d - half, and s changes sign between the halves.
 *
 * @param sign Of the sine of a dimension in the first half.
 */
const turn = (
  array: string,
  sign: "1.0" | "-1.0",
  element: (array: string, i: string) => string,
) => `
fn turned_${array}(start: u32, d: u32, at: u32) -> f32 {
  let own: f32 = ${element(array, "start + d")};
  if (d >= 2u * p.half) {
    return own;
  }
  let before: bool = d < p.half;
  let j: u32 = at + select(d - p.half, d, before);
  let pair: u32 = select(d - p.half, d + p.half, before);
  let s: f32 = select(-(${sign}), ${sign}, before) * sin[j];
  return own * cos[j] + ${element(array, "start + pair")} * s;
}`;

function split(cell: Cell): Shader {
  const { suffix, element, turned, begin, scale } = wordsOf(cell);
  return {
    name: `split_rotary${suffix}`,
    arrays: [
      ["qkv", cell],
      ["position", "u32"],
      ["cos", "f32"],
      ["sin", "f32"],
      ["q", cell],
      ["k", cell],
      ["v", cell],
    ],
    integers,
    floats: [],
    size: width,
    declarations: turn("qkv", "-1.0", element),
    body: `${begin}
    let start: u32 = ${scale}(packed - d);
    if (first < 2u * p.half) {
      q[to] = ${turned("qkv", "start")};
      k[to] = ${turned("qkv", "start + p.size")};
    } else {
      q[to] = qkv[packed];
      k[to] = qkv[packed + cells];
    }
    v[to] = qkv[packed + 2u * cells];
  }`,
  };
}

function join(cell: Cell): Shader {
  const { suffix, element, turned, begin, scale } = wordsOf(cell);
  return {
    name: `split_rotary_grad${suffix}`,
    arrays: [
      ["dq", cell],
      ["dk", cell],
      ["dv", cell],
      ["position", "u32"],
      ["cos", "f32"],
      ["sin", "f32"],
      ["dqkv", cell],
    ],
    integers,
    floats: [],
    size: width,
    declarations: turn("dq", "1.0", element) + turn("dk", "1.0", element),
    body: `${begin}
    let start: u32 = ${scale}(to - d);
    if (first < 2u * p.half) {
      dqkv[packed] = ${turned("dq", "start")};
      dqkv[packed + cells] = ${turned("dk", "start")};
    } else {
      dqkv[packed] = dq[to];
      dqkv[packed + cells] = dk[to];
    }
    dqkv[packed + 2u * cells] = dv[to];
  }`,
  };
}

function planner(write: (cell: Cell) => Shader): Planner {
  const groups = (each: number) => ([rows, heads, size]: readonly number[]) =>
    Math.ceil(rows! * heads! * size! / each / width);
  const any = single(write("f32"), groups(1));
  const byFours = single(write("vec4<f32>"), groups(4));
  return (dims, constants, target) =>
    (dims[2]! % 4 === 0 ? byFours : any)(dims, constants, target);
}

/** Planners by the kernel's name. */
export const rotary: Readonly<Record<string, Planner>> = {
  split_rotary: planner(split),
  split_rotary_grad: planner(join),
};
