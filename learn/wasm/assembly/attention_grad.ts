/** The gradients of causal attention: see attention.ts. */

import { maskBlock, transpose } from "./attention_blocks";
import { combine } from "./attention_combine";
import { products } from "./attention_products";
import {
  acrossOf,
  block,
  blocksOf,
  copyBytes,
  grainOf,
  headAt,
  tile,
  unitsOf,
} from "./attention_shape";
import { one, onesAt } from "./constants";
import { expNormal } from "./math";
import { constant, dim, operand, privateScratch, taskEnd } from "./step";
import { loadPart, mulAdd, storePart, sumOf4 } from "./vector";

/** The products of two vectors' elements, added up in four lanes. */
// @ts-ignore: decorator
@inline
function dotLanes(a: usize, b: usize, size: usize): v128 {
  const end = a + (size << 2);
  let s = f32x4.splat(0);
  for (; a + 16 <= end; a += 16, b += 16) {
    s = mulAdd(v128.load(a), v128.load(b), s);
  }
  if (a < end) {
    const rest = (end - a) >> 2;
    s = mulAdd(loadPart(a, rest, 0), loadPart(b, rest, 0), s);
  }
  return s;
}

export function attentionGradDelta(step: usize, task: usize): void {
  const time = dim(step, 1), size = dim(step, 3), blocks = blocksOf(step);
  const grain = grainOf(step), end = taskEnd(task, grain, unitsOf(step));
  const stride = (dim(step, 2) * size) << 2;
  for (let unit = task * grain; unit < end; unit++) {
    const pair = unit / blocks, begin = (unit % blocks) * block;
    const at = headAt(step, pair), last = time - 1;
    const a = operand(step, 0) + at, b = operand(step, 1) + at;
    const delta = operand(step, 2) + ((pair * time) << 2);
    const stop = min<usize>(begin + block, time);
    for (let t = begin; t < stop; t += 4) {
      const r0 = t * stride, r1 = min<usize>(t + 1, last) * stride;
      const r2 = min<usize>(t + 2, last) * stride;
      const r3 = min<usize>(t + 3, last) * stride;
      const sums = sumOf4(
        dotLanes(a + r0, b + r0, size),
        dotLanes(a + r1, b + r1, size),
        dotLanes(a + r2, b + r2, size),
        dotLanes(a + r3, b + r3, size),
      );
      if (t + 4 <= stop) v128.store(delta + (t << 2), sums);
      else storePart(delta + (t << 2), sums, stop - t);
    }
  }
}

/** scores becomes ds / scale of one query. */
// @ts-ignore: decorator
@inline
function gradRow(
  scores: usize,
  slopes: usize,
  width: usize,
  lse: v128,
  delta: v128,
): void {
  for (let u: usize = 0; u < width; u += 16) {
    const p = expNormal(f32x4.sub(v128.load(scores + u), lse));
    const d = f32x4.sub(v128.load(slopes + u), delta);
    v128.store(scores + u, f32x4.mul(p, d));
  }
}

export function attentionGradQuery(step: usize, task: usize): void {
  const time = dim(step, 1), blocks = blocksOf(step);
  const grain = grainOf(step), end = taskEnd(task, grain, unitsOf(step));
  for (let unit = task * grain; unit < end; unit++) {
    const begin = (unit % blocks) * block;
    queryBlock(step, unit / blocks, begin, min<usize>(begin + block, time));
  }
}

/** The queries from `begin` to `end` of one batch and head. */
function queryBlock(step: usize, pair: usize, begin: usize, end: usize): void {
  const time = dim(step, 1), size = dim(step, 3);
  const stride = (dim(step, 2) * size) << 2, across = acrossOf(step);
  const scale = <f32>constant(step, 0);
  const keys = privateScratch(step), values = keys + copyBytes(step);
  const scores = values + copyBytes(step), slopes = scores + across * 4;
  const at = headAt(step, pair);
  const q = operand(step, 0) + at, dout = operand(step, 3) + at;
  const dq = operand(step, 6) + at;
  const lse = operand(step, 4) + ((pair * time) << 2);
  const delta = operand(step, 5) + ((pair * time) << 2);
  for (let first: usize = 0; first < end; first += tile) {
    const count = min<usize>(tile, end - first), to = at + first * stride;
    const k = operand(step, 1) + to;
    transpose(k, stride, count, size, keys, across);
    transpose(operand(step, 2) + to, stride, count, size, values, across);
    for (let t = begin; t < end; t += 4) {
      const rows = min<usize>(4, end - t), from = t * stride;
      const last = t < first + tile;
      const seen = last ? t + 4 - first : count;
      products(
        q + from, stride, rows - 1, keys, across, size, 0, seen, scale, scores,
      );
      products(
        dout + from, stride, rows - 1, values, across, size, 0, seen, 1, slopes,
      );
      if (last) maskBlock(scores + ((t - first) << 2), across, false);
      for (let r: usize = 0; r < rows; r++) {
        gradRow(
          scores + r * across,
          slopes + r * across,
          seen << 2,
          v128.load_splat<f32>(lse + ((t + r) << 2)),
          v128.load_splat<f32>(delta + ((t + r) << 2)),
        );
      }
      combine(
        scores, across, 0, min<usize>(seen, end - first), k, stride, size,
        dq + from, rows, first == 0, onesAt, last ? f32x4.splat(scale) : one(),
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
    const p = expNormal(f32x4.sub(v128.load(scores + t), v128.load(lse + t)));
    v128.store(scores + t, p);
    const d = f32x4.sub(v128.load(slopes + t), v128.load(delta + t));
    v128.store(slopes + t, f32x4.mul(p, d));
  }
}

export function attentionGradKeyValue(step: usize, task: usize): void {
  const time = dim(step, 1), blocks = blocksOf(step);
  const grain = grainOf(step), end = taskEnd(task, grain, unitsOf(step));
  for (let unit = task * grain; unit < end; unit++) {
    const begin = (unit % blocks) * block;
    keyBlock(step, unit / blocks, begin, min<usize>(begin + block, time));
  }
}

/** The keys from `begin` to `end` of one batch and head. */
function keyBlock(step: usize, pair: usize, begin: usize, end: usize): void {
  const time = dim(step, 1), size = dim(step, 3);
  const stride = (dim(step, 2) * size) << 2, across = acrossOf(step);
  const scale = <f32>constant(step, 0);
  const queries = privateScratch(step), above = queries + copyBytes(step);
  const scores = above + copyBytes(step), slopes = scores + across * 4;
  const at = headAt(step, pair);
  const k = operand(step, 1) + at, v = operand(step, 2) + at;
  const dk = operand(step, 6) + at, dv = operand(step, 7) + at;
  // Queries before the first key see none of them.
  for (let first = begin; first < time; first += tile) {
    const count = min<usize>(tile, time - first), stop = (count + 3) & ~3;
    const q = operand(step, 0) + at + first * stride;
    const dout = operand(step, 3) + at + first * stride;
    const lse = operand(step, 4) + ((pair * time + first) << 2);
    const delta = operand(step, 5) + ((pair * time + first) << 2);
    const fresh = first == begin;
    const factors = first + tile < time ? one() : f32x4.splat(scale);
    transpose(q, stride, count, size, queries, across);
    transpose(dout, stride, count, size, above, across);
    for (let u = begin; u < end; u += 4) {
      const rows = min<usize>(4, end - u), from = u * stride;
      const t = fresh ? u - first : 0;
      products(
        k + from, stride, rows - 1, queries, across, size, t, stop, scale,
        scores,
      );
      products(
        v + from, stride, rows - 1, above, across, size, t, stop, 1, slopes,
      );
      if (fresh) maskBlock(scores + (t << 2), across, true);
      for (let r: usize = 0; r < rows; r++) {
        const row = scores + r * across;
        gradColumn(row, slopes + r * across, t, stop, lse, delta);
      }
      combine(
        slopes, across, t, count, q, stride, size, dk + from, rows, fresh,
        onesAt, factors,
      );
      combine(
        scores, across, t, count, dout, stride, size, dv + from, rows, fresh,
        onesAt, one(),
      );
    }
  }
}
