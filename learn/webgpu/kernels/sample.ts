/**
 * The sampler in WGSL: a workgroup has a sequence, and an invocation a piece of
 * consecutive ids. The running sum that decides goes through the pieces' sums
 * first, and then through one piece, always in the order of ids.
 *
 * @module
 */

import { type Planner, type Shader, single } from "../shader.ts";
import { philox } from "./functions.ts";

const width = 64;

const shader: Shader = {
  name: "sample_token",
  arrays: [
    ["logits", "f32"],
    ["position", "u32"],
    ["prompt", "u32"],
    ["temperature", "f32"],
    ["seed", "u32"],
    ["tokens", "u32"],
    ["log_probability", "f32"],
  ],
  integers: ["batch", "vocabulary", "capacity", "end", "pad"],
  floats: [],
  size: width,
  declarations: `${philox}
// Of each piece: its greatest logit, the sum of e^(logit - top) over all ids,
// the sum of e^((logit - top) / temperature) over all but pad, and the id with
// the greatest logit of those, or none.
var<workgroup> tops: array<f32, ${width}>;
var<workgroup> sums: array<f32, ${width}>;
var<workgroup> weights: array<f32, ${width}>;
var<workgroup> bests: array<u32, ${width}>;
const none: u32 = 0xffffffffu;

fn weight(logit: f32, top: f32) -> f32 {
  return exp((logit - top) / temperature[0]);
}`,
  body: `  let b: u32 = min(group, p.batch - 1u);
  let start: u32 = b * p.vocabulary;
  let piece: u32 = (p.vocabulary + ${width - 1}u) / ${width}u;
  let begin: u32 = min(local * piece, p.vocabulary);
  let to: u32 = min(begin + piece, p.vocabulary);
  let warm: bool = temperature[0] > 0.0;

  var own: f32 = logits[start];
  var best: u32 = none;
  var best_logit: f32 = 0.0;
  for (var v: u32 = begin; v < to; v++) {
    let x: f32 = logits[start + v];
    own = max(own, x);
    if (v != p.pad && (best == none || x > best_logit)) {
      best = v;
      best_logit = x;
    }
  }
  tops[local] = own;
  bests[local] = best;
  workgroupBarrier();
  var top: f32 = own;
  for (var j: u32 = 0u; j < ${width}u; j++) {
    top = max(top, tops[j]);
  }
  var sum: f32 = 0.0;
  var heavy: f32 = 0.0;
  for (var v: u32 = begin; v < to; v++) {
    let x: f32 = logits[start + v];
    sum += exp(x - top);
    if (warm && v != p.pad) {
      heavy += weight(x, top);
    }
  }
  sums[local] = sum;
  weights[local] = heavy;
  workgroupBarrier();

  let next: u32 = position[0] + 1u;
  if (local == 0u && group < p.batch && next < p.capacity && next >= prompt[b]) {
    let at: u32 = b * p.capacity + next;
    let previous: u32 = tokens[at - 1u];
    if (next > prompt[b] && (previous == p.end || previous == p.pad)) {
      tokens[at] = p.pad;
      log_probability[at] = 0.0;
    } else {
      var all: f32 = 0.0;
      var mass: f32 = 0.0;
      var chosen: u32 = none;
      for (var j: u32 = 0u; j < ${width}u; j++) {
        all += sums[j];
        mass += weights[j];
        let id: u32 = bests[j];
        if (id != none) {
          if (chosen == none) {
            chosen = id;
          } else if (logits[start + id] > logits[start + chosen]) {
            chosen = id;
          }
        }
      }
      if (warm) {
        let level: f32 = draw(next, seed[2] + b, seed[0], seed[1]) * mass;
        // The piece in which the running sum first exceeds the level.
        var running: f32 = 0.0;
        var found: u32 = ${width}u;
        for (var j: u32 = 0u; j < ${width}u; j++) {
          if (found == ${width}u) {
            if (running + weights[j] > level) {
              found = j;
            } else {
              running += weights[j];
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
          if (open && v != p.pad) {
            chosen = v;
            running += weight(logits[start + v], top);
            open = whole || running <= level;
          }
        }
      }
      tokens[at] = chosen;
      log_probability[at] = logits[start + chosen] - top - log(all);
    }
  }`,
};

/** Plans the sampler. */
export const sampleToken: Planner = single(shader, ([batch]) => batch!);
