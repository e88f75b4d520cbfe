/**
 * Generation with a cache in WGSL. Which cells the rows are is on the device,
 * so that the steps of many tokens can go into one submission.
 *
 * @module
 */

import { type Planner, type Shader, single, unroll } from "../shader.ts";
import { sampleToken } from "./sample.ts";

const width = 64;

const readToken: Shader = {
  name: "read_token",
  arrays: [
    ["tokens", "u32"],
    ["position", "u32"],
    ["slot", "u32"],
    ["id", "u32"],
    ["cell", "u32"],
    ["at", "u32"],
  ],
  integers: ["rows", "slots", "capacity"],
  floats: [],
  size: width,
  body: `  let r: u32 = group * ${width}u + local;
  if (r < p.rows) {
    let s: u32 = slot[r];
    var own: u32 = p.slots * p.capacity;
    var here: u32 = 0u;
    var token: u32 = 0u;
    if (s < p.slots) {
      let last: u32 = position[s];
      if (last < p.capacity) {
        own = s * p.capacity + last;
        here = last;
        token = tokens[own];
      }
    }
    id[r] = token;
    cell[r] = own;
    at[r] = here;
  }`,
};

const appendCache: Shader = {
  name: "append_cache",
  arrays: [["row", "f32"], ["cell", "u32"], ["cache", "f32"]],
  integers: ["rows", "cells", "width"],
  floats: [],
  size: width,
  body: `  let i: u32 = group * ${width}u + local;
  if (i < p.rows * p.width) {
    let to: u32 = cell[i / p.width];
    if (to < p.cells) {
      cache[to * p.width + i % p.width] = row[i];
    }
  }`,
};

/**
 * Invocations that share a row's head: one for 16 cells of the capacity, a
 * power of two, and at most a workgroup.
 */
function lanesFor(capacity: number): number {
  let lanes = 1;
  while (lanes < width && lanes * 16 < capacity) lanes *= 2;
  return lanes;
}

/** Vectors of a head that invocations hand to each other at a time. */
const block = 4;

/**
 * Each lane goes through every lanes-th key with a softmax of its own; then the
 * lanes' sums are brought to one maximum and added up in the lanes' order. A
 * head's elements are read four at a time where its size allows it.
 */
function attention(size: number): Shader {
  const wide = size % 4 === 0, count = wide ? size / 4 : size;
  const type = wide ? "vec4<f32>" : "f32", zero = `${type}(0.0)`;
  const product = Array.from(
    { length: count },
    (_, d) => wide ? `dot(q${d}, keys[j + ${d}u])` : `q${d} * keys[j + ${d}u]`,
  ).join(" + ");
  const blocks = Array.from({ length: Math.ceil(count / block) }, (_, i) => ({
    first: i * block,
    length: Math.min(block, count - i * block),
  }));
  return {
    name: `attention_cached_${size}`,
    arrays: [
      ["q", type],
      ["keys", type],
      ["values", type],
      ["cell", "u32"],
      ["out", type],
    ],
    integers: ["rows", "slots", "capacity", "heads", "lanes"],
    floats: ["scale"],
    size: width,
    declarations: `var<workgroup> tops: array<f32, ${width}>;
var<workgroup> totals: array<f32, ${width}>;
var<workgroup> parts: array<${type}, ${width * block}>;`,
    body: `  let lane: u32 = local % p.lanes;
  let pair: u32 = group * (${width}u / p.lanes) + local / p.lanes;
  let real: bool = pair < p.rows * p.heads;
  let held: u32 = min(pair, p.rows * p.heads - 1u);
  let own: u32 = cell[held / p.heads];
  let idle: bool = !real || own >= p.slots * p.capacity;
  let position: u32 = own % p.capacity;
  let length: u32 = select(position + 1u, 0u, idle);
  let stride: u32 = p.heads * ${count}u;
  let first: u32 = (own - position) * stride + held % p.heads * ${count}u;
  let here: u32 = held * ${count}u;
${unroll(count, (d) => `  let q${d}: ${type} = q[here + ${d}u];`)}
${unroll(count, (d) => `  var o${d}: ${type} = ${zero};`)}
  // Below any score, and far enough from overflow to subtract from one.
  var top: f32 = -1e38;
  var total: f32 = 0.0;
  for (var u: u32 = lane; u < length; u += p.lanes) {
    let j: u32 = first + u * stride;
    let score: f32 = p.scale * (${product});
    // Of the two exponentials that a new maximum takes one is always e^0.
    let e: f32 = exp(-abs(score - top));
    let keep: f32 = select(1.0, e, score > top);
    let weight: f32 = select(e, 1.0, score > top);
    top = max(top, score);
    total = total * keep + weight;
${
      unroll(
        count,
        (d) => `    o${d} = o${d} * keep + weight * values[j + ${d}u];`,
      )
    }
  }
  if (p.lanes == 1u) {
    if (real) {
${
      unroll(
        count,
        (d) =>
          `      out[here + ${d}u] = select(o${d} / total, ${zero}, idle);`,
      )
    }
    }
  } else {
    tops[local] = top;
    workgroupBarrier();
    let begin: u32 = local - lane;
    var best: f32 = tops[begin];
    for (var j: u32 = 1u; j < p.lanes; j++) {
      best = max(best, tops[begin + j]);
    }
    let factor: f32 = exp(top - best);
    totals[local] = total * factor;
    workgroupBarrier();
    var all: f32 = 0.0;
    for (var j: u32 = 0u; j < p.lanes; j++) {
      all += totals[begin + j];
    }
${
      blocks.map(({ first, length }) =>
        `${
          unroll(
            length,
            (i) =>
              `    parts[local * ${block}u + ${i}u] = o${first + i} * factor;`,
          )
        }
    workgroupBarrier();
    for (var i: u32 = lane; i < ${length}u; i += p.lanes) {
      var sum: ${type} = ${zero};
      for (var j: u32 = 0u; j < p.lanes; j++) {
        sum += parts[(begin + j) * ${block}u + i];
      }
      if (real) {
        out[here + ${first}u + i] = select(sum / all, ${zero}, idle);
      }
    }
    workgroupBarrier();`
      ).join("\n")
    }
  }`,
  };
}

const attentions = new Map<number, Shader>();

const attentionCached: Planner = (dims, constants) => {
  const [rows, slots, capacity, heads, size] = dims as [
    number,
    number,
    number,
    number,
    number,
  ];
  let shader = attentions.get(size);
  if (!shader) attentions.set(size, shader = attention(size));
  const lanes = lanesFor(capacity);
  return {
    passes: [{
      shader,
      bind: [0, 1, 2, 3, 4],
      integers: [rows, slots, capacity, heads, lanes],
      floats: constants,
      groups: Math.ceil(rows * heads * lanes / width),
    }],
  };
};

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
  read_token: single(readToken, ([rows]) => Math.ceil(rows! / width)),
  append_cache: single(
    appendCache,
    ([rows, , columns]) => Math.ceil(rows! * columns! / width),
  ),
  attention_cached: attentionCached,
  sample_token: sampleToken,
  advance_position: single(advance, () => 1),
};
