/**
 * Splitting and turning of packed queries, keys and values in WGSL: one
 * invocation for each element of a head.
 *
 * @module
 */

import { type Planner, type Shader, single } from "../shader.ts";

const width = 64;
const integers = ["rows", "heads", "size", "half", "positions"];
const groups = ([rows, heads, size]: readonly number[]) =>
  Math.ceil(rows! * heads! * size! / width);

/** `to` is the element's index in q, k and v; `packed` the one in the packing. */
const begin = `  let to: u32 = group * ${width}u + local;
  if (to < p.rows * p.heads * p.size) {
    let d: u32 = to % p.size;
    let packed: u32 = (to - d) * 3u + d;
    let position_of: u32 = position[to / (p.heads * p.size)];`;

/**
 * Statements that set `c`, `s` and `pair`: element d becomes
 * `x[d] c + x[pair] s`, where the pair of d is d + half or d - half, and an
 * element beyond the turned ones is its own pair.
 *
 * @param sign Before the sine of a dimension in the first half.
 */
const turn = (sign: "-" | "") =>
  `    var c: f32 = 1.0;
    var s: f32 = 0.0;
    var pair: u32 = 0u;
    if (d < p.half) {
      c = cos[position_of * p.half + d];
      s = ${sign}sin[position_of * p.half + d];
      pair = p.half;
    } else if (d < 2u * p.half) {
      c = cos[position_of * p.half + d - p.half];
      s = ${sign ? "" : "-"}sin[position_of * p.half + d - p.half];
      pair = 0u - p.half;
    }`;

const split: Shader = {
  name: "split_rotary",
  arrays: [
    ["qkv", "f32"],
    ["position", "u32"],
    ["cos", "f32"],
    ["sin", "f32"],
    ["q", "f32"],
    ["k", "f32"],
    ["v", "f32"],
  ],
  integers,
  floats: [],
  size: width,
  body: `${begin}
${turn("-")}
    q[to] = qkv[packed] * c + qkv[packed + pair] * s;
    k[to] = qkv[packed + p.size] * c + qkv[packed + p.size + pair] * s;
    v[to] = qkv[packed + 2u * p.size];
  }`,
};

const join: Shader = {
  name: "split_rotary_grad",
  arrays: [
    ["dq", "f32"],
    ["dk", "f32"],
    ["dv", "f32"],
    ["position", "u32"],
    ["cos", "f32"],
    ["sin", "f32"],
    ["dqkv", "f32"],
  ],
  integers,
  floats: [],
  size: width,
  body: `${begin}
${turn("")}
    dqkv[packed] = dq[to] * c + dq[to + pair] * s;
    dqkv[packed + p.size] = dk[to] * c + dk[to + pair] * s;
    dqkv[packed + 2u * p.size] = dv[to];
  }`,
};

/** Planners by the kernel's name. */
export const rotary: Readonly<Record<string, Planner>> = {
  split_rotary: single(split, groups),
  split_rotary_grad: single(join, groups),
};
