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

const sampler = (width: number): Shader => ({
  name: `sample_token_${width}`,
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
var<workgroup> parts: array<f32, ${width}>;
var<workgroup> ids: array<u32, ${width}>;
var<workgroup> truncated: u32;

// The sum of all invocations' values, and the greatest of them.
fn total(value: f32, local: u32) -> f32 {
${tree(width, "parts[local] + parts[local + stride]")}
}
fn greatest(value: f32, local: u32) -> f32 {
${tree(width, "max(parts[local], parts[local + stride])")}
}
fn weight(logit: f32, top: f32) -> f32 {
  return exp((logit - top) / setting[0]);
}
${truncation(width)}`,
  body: `  let r: u32 = min(group, p.rows - 1u);
  let start: u32 = r * p.vocabulary;
  let warm: bool = setting[0] > 0.0;

  // The greatest logit, the best candidate, and whether all can be used. A
  // comparison of bits finds what is no number even where WGSL's own may not.
  var own: f32 = logits[start];
  var best: u32 = none;
  var best_logit: f32 = 0.0;
  var bad: f32 = 0.0;
  for (var v: u32 = local; v < p.vocabulary; v += ${width}u) {
    let x: f32 = logits[start + v];
    let bits: u32 = bitcast<u32>(x);
    if ((bits & 0x7fffffffu) > 0x7f800000u || bits == 0x7f800000u) {
      bad = 1.0;
    }
    own = max(own, x);
    if (v != p.pad && (best == none || x > best_logit)) {
      best = v;
      best_logit = x;
    }
  }
  bad = greatest(bad, local);
  let top: f32 = greatest(own, local);
  ids[local] = best;
  workgroupBarrier();
  best = select(p.pad, 0u, p.vocabulary > 1u || p.pad != 0u);
  if (best == p.pad && p.vocabulary > 1u) {
    best = 1u;
  }
  for (var j: u32 = 0u; j < ${width}u; j++) {
    let id: u32 = ids[j];
    if (id != none) {
      let x: f32 = logits[start + id];
      let y: f32 = logits[start + best];
      if (x > y || (x == y && id < best)) {
        best = id;
      }
    }
  }
  let best_top: f32 = logits[start + best];
  if (bitcast<u32>(best_top) == 0xff800000u) {
    bad = 1.0;
  }
  var sum: f32 = 0.0;
  for (var v: u32 = local; v < p.vocabulary; v += ${width}u) {
    sum += exp(logits[start + v] - top);
  }
  let all: f32 = total(sum, local);

  // Every invocation has to come to each barrier, so what to do is agreed on.
  if (local == 0u) {
    let candidates: u32 = p.vocabulary - select(0u, 1u, p.pad < p.vocabulary);
    truncated = select(0u, 1u, warm && seed[2] < candidates) +
      select(0u, 2u, warm && setting[1] < 1.0);
  }
  let what: u32 = workgroupUniformLoad(&truncated);
  var limit: vec2<u32> = vec2<u32>(0u, none);
  if ((what & 1u) != 0u) {
    limit = border(start, best_top, false, limit, f32(seed[2]), local);
  }
  if ((what & 2u) != 0u) {
    let mass: f32 = measured(start, best_top, true, limit, 0u, local);
    let goal: f32 = max(setting[1] * mass, 1e-30);
    limit = border(start, best_top, true, limit, goal, local);
  }

  let piece: u32 = (p.vocabulary + ${width - 1}u) / ${width}u;
  let begin: u32 = min(local * piece, p.vocabulary);
  var heavy: f32 = 0.0;
  if (warm) {
    for (var v: u32 = begin; v < min(begin + piece, p.vocabulary); v++) {
      let x: f32 = logits[start + v];
      if (keeps(v, x, limit)) {
        heavy += weight(x, best_top);
      }
    }
  }
  parts[local] = heavy;
  workgroupBarrier();

  let next: u32 = cell[r] % p.capacity + 1u;
  let live: bool = cell[r] < p.slots * p.capacity && next < p.capacity;
  if (local == 0u && group < p.rows && live) {
    let s: u32 = cell[r] / p.capacity;
    if (bad > 0.0) {
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
        // and then the last id of the piece that may be chosen is. If no piece
        // exceeds it, that is so for the last id of all.
        let whole: bool = found == ${width}u;
        let first: u32 = select(found * piece, 0u, whole);
        let last: u32 = min(select(first + piece, p.vocabulary, whole),
          p.vocabulary);
        var open: bool = true;
        for (var v: u32 = first; v < last; v++) {
          let x: f32 = logits[start + v];
          if (open && keeps(v, x, limit)) {
            chosen = v;
            running += weight(x, best_top);
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

/** The body of a function that reduces `value` over a workgroup. */
function tree(width: number, both: string): string {
  return `  parts[local] = value;
  workgroupBarrier();
  for (var stride: u32 = ${width / 2}u; stride > 0u; stride /= 2u) {
    if (local < stride) {
      parts[local] = ${both};
    }
    workgroupBarrier();
  }
  let result: f32 = parts[0];
  workgroupBarrier();
  return result;`;
}

const narrow = sampler(64), wide = sampler(256);

/** Plans the sampler. The vocabulary says how many invocations share a row. */
export const sampleToken: Planner = (dims: readonly number[]): Plan => {
  const [rows, , vocabulary] = dims as [number, number, number];
  const shader = vocabulary < 2048 ? narrow : wide;
  return {
    passes: [{
      shader,
      bind: shader.arrays.map((_, i) => i),
      integers: dims,
      floats: [],
      groups: rows,
    }],
  };
};
