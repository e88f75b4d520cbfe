/**
 * The sampler in WGSL: a workgroup has a row of logits. The running sum that
 * decides goes through the sums of pieces of consecutive ids first, and then
 * through one piece, always in the order of ids. `truncate.ts` finds what top-k
 * and top-p keep.
 *
 * @module
 */

import type { Plan, Planner, Shader } from "../shader.ts";
import { philox } from "./functions.ts";
import { truncation } from "./truncate.ts";

const sampler = (width: number, truncated: boolean): Shader => ({
  name: `sample_token_${width}${truncated ? "_truncated" : ""}`,
  arrays: [
    ["logits", "f32"],
    ["cell", "u32"],
    ["seed", "u32"],
    ["setting", "f32"],
    ["sequence", "u32"],
    ["position", "u32"],
    ["tokens", "u32"],
    ["log_probability", "f32"],
  ],
  integers: ["rows", "slots", "vocabulary", "capacity", "end", "pad"],
  floats: [],
  size: width,
  declarations: `${philox}
const none: u32 = 0xffffffffu;
// Of each invocation: its greatest logit, its sum of e^(logit - top), whether
// it met a logit that cannot be used, and its best candidate, or none. Then
// parts and ids also serve the truncation.
var<workgroup> tops: array<f32, ${width}>;
var<workgroup> sums: array<f32, ${width}>;
var<workgroup> bads: array<u32, ${width}>;
var<workgroup> parts: array<f32, ${width}>;
var<workgroup> ids: array<u32, ${width}>;

fn weight(logit: f32, top: f32) -> f32 {
  return exp((logit - top) / setting[0]);
}
${truncated ? truncation(width) : ""}`,
  body: `  let r: u32 = min(group, p.rows - 1u);
  let start: u32 = r * p.vocabulary;
  let warm: bool = setting[0] > 0.0;

  // A comparison of bits finds what is no finite number even where WGSL's own
  // comparisons may not.
  var own: f32 = logits[start];
  var best: u32 = none;
  var best_logit: f32 = 0.0;
  var bad: u32 = 0u;
  for (var v: u32 = local; v < p.vocabulary; v += ${width}u) {
    let x: f32 = logits[start + v];
    let bits: u32 = bitcast<u32>(x);
    bad |= select(0u, 1u,
      (bits & 0x7f800000u) == 0x7f800000u && bits != 0xff800000u);
    own = max(own, x);
    if (v != p.pad && (best == none || x > best_logit)) {
      best = v;
      best_logit = x;
    }
  }
  tops[local] = own;
  bads[local] = bad;
  ids[local] = best;
  parts[local] = best_logit;
  workgroupBarrier();

  var top: f32 = tops[0];
  best = ids[0];
  best_logit = parts[0];
  for (var j: u32 = 1u; j < ${width}u; j++) {
    top = max(top, tops[j]);
    let id: u32 = ids[j];
    let x: f32 = parts[j];
    let better: bool = x > best_logit || (x == best_logit && id < best);
    if (id != none && (best == none || better)) {
      best = id;
      best_logit = x;
    }
  }
  best = min(best, p.vocabulary - 1u);
  var sum: f32 = 0.0;
  for (var v: u32 = local; v < p.vocabulary; v += ${width}u) {
    sum += exp(logits[start + v] - top);
  }
  sums[local] = sum;
${
    truncated
      ? "  let limit: vec2<u32> = limit_of(start, best_logit, local);"
      : ""
  }

  let piece: u32 = (p.vocabulary + ${width - 1}u) / ${width}u;
  let begin: u32 = min(local * piece, p.vocabulary);
  var heavy: f32 = 0.0;
  if (warm) {
    for (var v: u32 = begin; v < min(begin + piece, p.vocabulary); v++) {
      let x: f32 = logits[start + v];
      if (${kept(truncated)}) {
        heavy += weight(x, best_logit);
      }
    }
  }
  workgroupBarrier();
  parts[local] = heavy;
  workgroupBarrier();

  let next: u32 = cell[r] % p.capacity + 1u;
  let live: bool = cell[r] < p.slots * p.capacity && next < p.capacity;
  if (local == 0u && group < p.rows && live) {
    let s: u32 = cell[r] / p.capacity;
    // Nothing can be chosen if the best is -Infinity.
    bad = select(0u, 1u, bitcast<u32>(best_logit) == 0xff800000u);
    var all: f32 = 0.0;
    for (var j: u32 = 0u; j < ${width}u; j++) {
      bad |= bads[j];
      all += sums[j];
    }
    if (bad != 0u) {
      position[s] = none;
    } else {
      var chosen: u32 = best;
      if (warm) {
        var mass: f32 = 0.0;
        for (var j: u32 = 0u; j < ${width}u; j++) {
          mass += parts[j];
        }
        let level: f32 = draw(next, sequence[s], seed[0], seed[1]) * mass;
        // The piece in which the running sum first exceeds the level.
        var running: f32 = 0.0;
        var found: u32 = ${width}u;
        for (var j: u32 = 0u; j < ${width}u; j++) {
          if (found == ${width}u) {
            if (running + parts[j] > level) {
              found = j;
            } else {
              running += parts[j];
            }
          }
        }
        // Rounding may keep the sum within the piece from exceeding the level,
        // and then the last id of the piece that has any weight is chosen. If
        // no piece exceeds it, that is so for the last id of all.
        let whole: bool = found == ${width}u;
        let first: u32 = select(found * piece, 0u, whole);
        let last: u32 = min(select(first + piece, p.vocabulary, whole),
          p.vocabulary);
        var open: bool = true;
        for (var v: u32 = first; v < last; v++) {
          let x: f32 = logits[start + v];
          let own_weight: f32 = weight(x, best_logit);
          if (open && own_weight > 0.0 && ${kept(truncated)}) {
            chosen = v;
            running += own_weight;
            open = whole || running <= level;
          }
        }
      }
      let to: u32 = cell[r] + 1u;
      tokens[to] = chosen;
      log_probability[to] = logits[start + chosen] - top - log(all);
      let over: bool = chosen == p.end || next + 1u == p.capacity;
      position[s] = select(next, p.capacity, over);
    }
  }`,
});

/** Whether token v with logit x may be drawn. */
function kept(truncated: boolean): string {
  return truncated ? "keeps(v, x, limit)" : "v != p.pad";
}

const shaders = [false, true].map((truncated) => ({
  narrow: sampler(64, truncated),
  wide: sampler(256, truncated),
}));

/** Plans the sampler. The vocabulary says how many invocations share a row. */
export const sampleToken: Planner = (dims: readonly number[]): Plan => {
  const [rows, , vocabulary, , , , truncated] = dims;
  const { narrow, wide } = shaders[truncated ? 1 : 0]!;
  const shader = vocabulary! < 2048 ? narrow : wide;
  return {
    passes: [{
      shader,
      bind: shader.arrays.map((_, i) => i),
      integers: dims.slice(0, shader.integers.length),
      floats: [],
      groups: rows!,
    }],
  };
};
