/**
 * Decoding in WGSL. The position is on the device, so that the steps of many
 * tokens can go into one submission.
 *
 * @module
 */

import { type Planner, type Shader, single, unroll } from "../shader.ts";
import { perSize, softmaxStep } from "./attention.ts";
import { sampleToken } from "./sample.ts";

const width = 64;

const readToken: Shader = {
  name: "read_token",
  arrays: [["tokens", "u32"], ["position", "u32"], ["id", "u32"], [
    "at",
    "u32",
  ]],
  integers: ["batch", "capacity"],
  floats: [],
  size: width,
  body: `  let b: u32 = group * ${width}u + local;
  if (b < p.batch) {
    id[b] = tokens[b * p.capacity + position[0]];
    at[b] = position[0];
  }`,
};

const appendCache: Shader = {
  name: "append_cache",
  arrays: [["row", "f32"], ["position", "u32"], ["cache", "f32"]],
  integers: ["batch", "capacity", "width"],
  floats: [],
  size: width,
  body: `  let i: u32 = group * ${width}u + local;
  if (i < p.batch * p.width) {
    let entry: u32 = i / p.width * p.capacity + position[0];
    cache[entry * p.width + i % p.width] = row[i];
  }`,
};

const attention = (size: number): Shader => ({
  name: `attention_cached_${size}`,
  arrays: [
    ["q", "f32"],
    ["keys", "f32"],
    ["values", "f32"],
    ["position", "u32"],
    ["out", "f32"],
  ],
  integers: ["batch", "capacity", "heads", "size"],
  floats: ["scale"],
  size: width,
  body: `  let row: u32 = group * ${width}u + local;
  if (row < p.batch * p.heads) {
    let stride: u32 = p.heads * p.size;
    let first: u32 = row / p.heads * p.capacity * stride +
      row % p.heads * p.size;
    let here: u32 = row * p.size;
    let end: u32 = position[0];
${unroll(size, (d) => `    let q${d}: f32 = q[here + ${d}u];`)}
${unroll(size, (d) => `    var o${d}: f32 = values[first + ${d}u];`)}
    var top: f32 = ${score(size, "first")};
    var total: f32 = 1.0;
    for (var u: u32 = 1u; u <= end; u++) {
      let j: u32 = first + u * stride;
      let score: f32 = ${score(size, "j")};
${softmaxStep(size, (d) => `values[j + ${d}u]`)}
    }
${unroll(size, (d) => `    out[here + ${d}u] = o${d} / total;`)}
  }`,
});

const score = (size: number, at: string) =>
  `p.scale * (${
    Array.from({ length: size }, (_, d) => `q${d} * keys[${at} + ${d}u]`)
      .join(" + ")
  })`;

const advance: Shader = {
  name: "advance_position",
  arrays: [["position", "u32"]],
  integers: [],
  floats: [],
  size: 1,
  body: `  if (group == 0u) {
    position[0] = position[0] + 1u;
  }`,
};

/** Planners by the kernel's name. */
export const decode: Readonly<Record<string, Planner>> = {
  read_token: single(readToken, ([batch]) => Math.ceil(batch! / width)),
  append_cache: single(
    appendCache,
    ([batch, , columns]) => Math.ceil(batch! * columns! / width),
  ),
  attention_cached: perSize(
    attention,
    ([, , , size]) => size!,
    ([batch, , heads]) => Math.ceil(batch! * heads! / width),
  ),
  sample_token: sampleToken,
  advance_position: single(advance, () => 1),
};
