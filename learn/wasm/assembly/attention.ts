/**
 * Causal attention and its gradients, one (batch, head) at a time and four
 * positions of it at once.
 */

import {
  combine,
  lane0,
  lane1,
  lane2,
  lane3,
  maskBlock,
  padded,
  products,
  transpose,
} from "./attention_blocks";
import { one } from "./constants";
import { exp, expBelow, log64 } from "./math";
import {
  bytesOf,
  constant,
  dim,
  operand,
  pieces,
  privateScratch,
  taskEnd,
} from "./step";
import { dot, largestOf4, sumOf4 } from "./vector";

/** (batch, head) pairs in one task. */
// @ts-ignore: decorator
@inline
function grainOf(step: usize): usize {
  const time = min<usize>(dim(step, 1), 200);
  return max<usize>(1, 40000 / (time * time * min<usize>(dim(step, 3) + 8, 72)));
}

export function attentionTasks(step: usize): u32 {
  if (dim(step, 1) == 0) return 0;
  return pieces(dim(step, 0) * dim(step, 2), grainOf(step));
}

/** Two transposed copies and twice four rows. */
export function attentionScratch(step: usize): u32 {
  return bytesOf(padded(dim(step, 1)), dim(step, 3) * 2 + 8);
}

/** The byte offset of a (batch, head)'s position 0. */
// @ts-ignore: decorator
@inline
function headAt(step: usize, pair: usize): usize {
  const heads = dim(step, 2);
  const b = pair / heads, h = pair % heads;
  return ((b * dim(step, 1) * heads + h) * dim(step, 3)) << 2;
}

/** Replaces what is at `at` by e^(it - top), and gives that. */
// @ts-ignore: decorator
@inline
function expAt(at: usize, top: v128): v128 {
  const p = expBelow(f32x4.sub(v128.load(at), top));
  v128.store(at, p);
  return p;
}

/**
 * Replaces four rows of `end` scores by e^(score - the row's largest). It gives
 * 1 / the rows' sums, and stores log sum e^score of the first `rows`.
 */
function softmax(
  scores: usize,
  across: usize,
  end: usize,
  lse: usize,
  rows: usize,
): v128 {
  const r0 = scores, r1 = scores + across, r2 = scores + 2 * across;
  const r3 = scores + 3 * across, width = end << 2;
  let a = v128.load(r0), b = v128.load(r1), c = v128.load(r2);
  let d = v128.load(r3);
  for (let u: usize = 16; u < width; u += 16) {
    a = f32x4.pmax(a, v128.load(r0 + u));
    b = f32x4.pmax(b, v128.load(r1 + u));
    c = f32x4.pmax(c, v128.load(r2 + u));
    d = f32x4.pmax(d, v128.load(r3 + u));
  }
  const tops = largestOf4(a, b, c, d);
  const t0 = lane0(tops), t1 = lane1(tops), t2 = lane2(tops), t3 = lane3(tops);
  a = f32x4.splat(0), b = a, c = a, d = a;
  for (let u: usize = 0; u < width; u += 16) {
    a = f32x4.add(a, expAt(r0 + u, t0));
    b = f32x4.add(b, expAt(r1 + u, t1));
    c = f32x4.add(c, expAt(r2 + u, t2));
    d = f32x4.add(d, expAt(r3 + u, t3));
  }
  const sums = sumOf4(a, b, c, d);
  putLse(lse, f32x4.extract_lane(tops, 0), f32x4.extract_lane(sums, 0));
  if (rows > 1) {
    putLse(lse + 4, f32x4.extract_lane(tops, 1), f32x4.extract_lane(sums, 1));
  }
  if (rows > 2) {
    putLse(lse + 8, f32x4.extract_lane(tops, 2), f32x4.extract_lane(sums, 2));
  }
  if (rows > 3) {
    putLse(lse + 12, f32x4.extract_lane(tops, 3), f32x4.extract_lane(sums, 3));
  }
  return f32x4.div(one(), sums);
}

function putLse(at: usize, top: f32, sum: f32): void {
  store<f32>(at, <f32>(<f64>top + log64(<f64>sum)));
}

export function attention(step: usize, task: usize): void {
  const time = dim(step, 1), heads = dim(step, 2), size = dim(step, 3);
  const grain = grainOf(step), end = taskEnd(task, grain, dim(step, 0) * heads);
  const stride = (heads * size) << 2, across = padded(time) << 2;
  const scale = <f32>constant(step, 0);
  const keys = privateScratch(step), scores = keys + across * size;
  for (let pair = task * grain; pair < end; pair++) {
    const at = headAt(step, pair);
    const q = operand(step, 0) + at, v = operand(step, 2) + at;
    const out = operand(step, 3) + at;
    const lse = operand(step, 4) + ((pair * time) << 2);
    transpose(operand(step, 1) + at, stride, time, size, keys);
    for (let t: usize = 0; t < time; t += 4) {
      const rows = min<usize>(4, time - t), from = t * stride;
      products(
        q + from, stride, rows - 1, keys, across, size, 0, t + 4, scale, scores,
      );
      maskBlock(scores + (t << 2), across, false);
      const shares = softmax(scores, across, t + 4, lse + (t << 2), rows);
      combine(
        scores, across, 0, t + rows, v, stride, size, out + from, rows, shares,
      );
    }
  }
}

export function attentionGradDelta(step: usize, task: usize): void {
  const time = dim(step, 1), heads = dim(step, 2), size = dim(step, 3);
  const grain = grainOf(step), end = taskEnd(task, grain, dim(step, 0) * heads);
  const stride = (heads * size) << 2;
  for (let pair = task * grain; pair < end; pair++) {
    const at = headAt(step, pair);
    let dout = operand(step, 0) + at, out = operand(step, 1) + at;
    const delta = operand(step, 2) + ((pair * time) << 2);
    for (let t: usize = 0; t < time; t++) {
      store<f32>(delta + (t << 2), dot(dout, out, size));
      dout += stride;
      out += stride;
    }
  }
}

/** scores becomes ds / scale of one query. */
// @ts-ignore: decorator
@inline
function gradRow(
  scores: usize,
  slopes: usize,
  end: usize,
  lse: v128,
  delta: v128,
): void {
  for (let u: usize = 0; u < end << 2; u += 16) {
    const p = exp(f32x4.sub(v128.load(scores + u), lse));
    const d = f32x4.sub(v128.load(slopes + u), delta);
    v128.store(scores + u, f32x4.mul(p, d));
  }
}

export function attentionGradQuery(step: usize, task: usize): void {
  const time = dim(step, 1), heads = dim(step, 2), size = dim(step, 3);
  const grain = grainOf(step), end = taskEnd(task, grain, dim(step, 0) * heads);
  const stride = (heads * size) << 2, across = padded(time) << 2;
  const scale = <f32>constant(step, 0), scales = f32x4.splat(scale);
  const keys = privateScratch(step), values = keys + across * size;
  const scores = values + across * size, slopes = scores + across * 4;
  for (let pair = task * grain; pair < end; pair++) {
    const at = headAt(step, pair);
    const q = operand(step, 0) + at, k = operand(step, 1) + at;
    const dout = operand(step, 3) + at, dq = operand(step, 6) + at;
    const lse = operand(step, 4) + ((pair * time) << 2);
    const delta = operand(step, 5) + ((pair * time) << 2);
    transpose(k, stride, time, size, keys);
    transpose(operand(step, 2) + at, stride, time, size, values);
    for (let t: usize = 0; t < time; t += 4) {
      const rows = min<usize>(4, time - t), from = t * stride;
      products(
        q + from, stride, rows - 1, keys, across, size, 0, t + 4, scale, scores,
      );
      products(
        dout + from, stride, rows - 1, values, across, size, 0, t + 4, 1, slopes,
      );
      maskBlock(scores + (t << 2), across, false);
      for (let r: usize = 0; r < rows; r++) {
        const i = (t + r) << 2;
        gradRow(
          scores + r * across,
          slopes + r * across,
          t + 4,
          v128.load_splat<f32>(lse + i),
          v128.load_splat<f32>(delta + i),
        );
      }
      combine(
        scores, across, 0, t + rows, k, stride, size, dq + from, rows, scales,
      );
    }
  }
}

/** scores becomes p and slopes ds / scale, of one key over the queries. */
// @ts-ignore: decorator
@inline
function gradColumn(
  scores: usize,
  slopes: usize,
  begin: usize,
  end: usize,
  lse: usize,
  delta: usize,
): void {
  for (let t = begin << 2; t < end << 2; t += 16) {
    const p = exp(f32x4.sub(v128.load(scores + t), v128.load(lse + t)));
    v128.store(scores + t, p);
    const d = f32x4.sub(v128.load(slopes + t), v128.load(delta + t));
    v128.store(slopes + t, f32x4.mul(p, d));
  }
}

export function attentionGradKeyValue(step: usize, task: usize): void {
  const time = dim(step, 1), heads = dim(step, 2), size = dim(step, 3);
  const grain = grainOf(step), end = taskEnd(task, grain, dim(step, 0) * heads);
  const stride = (heads * size) << 2, across = padded(time) << 2;
  const scale = <f32>constant(step, 0), scales = f32x4.splat(scale);
  const stop = (time + 3) & ~3;
  const queries = privateScratch(step), above = queries + across * size;
  const scores = above + across * size, slopes = scores + across * 4;
  for (let pair = task * grain; pair < end; pair++) {
    const at = headAt(step, pair);
    const k = operand(step, 1) + at, v = operand(step, 2) + at;
    const q = operand(step, 0) + at, dout = operand(step, 3) + at;
    const dk = operand(step, 6) + at, dv = operand(step, 7) + at;
    const lse = operand(step, 4) + ((pair * time) << 2);
    const delta = operand(step, 5) + ((pair * time) << 2);
    transpose(q, stride, time, size, queries);
    transpose(dout, stride, time, size, above);
    for (let u: usize = 0; u < time; u += 4) {
      const rows = min<usize>(4, time - u), from = u * stride;
      products(
        k + from, stride, rows - 1, queries, across, size, u, stop, scale,
        scores,
      );
      products(
        v + from, stride, rows - 1, above, across, size, u, stop, 1, slopes,
      );
      maskBlock(scores + (u << 2), across, true);
      for (let r: usize = 0; r < rows; r++) {
        const row = scores + r * across;
        gradColumn(row, slopes + r * across, u, stop, lse, delta);
      }
      combine(
        slopes, across, u, time, q, stride, size, dk + from, rows, scales,
      );
      combine(
        scores, across, u, time, dout, stride, size, dv + from, rows, one(),
      );
    }
  }
}
