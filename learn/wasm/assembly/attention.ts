/**
 * Causal attention and its gradients, one (batch, head) at a time. Products
 * with keys run over blocks of four positions in the lanes of a vector, from a
 * transposed copy in the thread's scratch, so any head size is as good.
 */

import {
  constant,
  dim,
  operand,
  pieces,
  privateScratch,
  taskEnd,
} from "./step";
import { exp, expBelow, log64 } from "./math";
import { dot, largest, mulAdd, storePart, sumLanes, transpose4 } from "./vector";

// @ts-ignore: decorator
@inline
function padded(time: usize): usize {
  return (time + 7) & ~7;
}

/** (batch, head) pairs in one task. */
// @ts-ignore: decorator
@inline
function grainOf(step: usize): usize {
  const time = dim(step, 1);
  return max<usize>(1, 40000 / (time * time * (dim(step, 3) + 8)));
}

export function attentionTasks(step: usize): u32 {
  if (dim(step, 1) == 0) return 0;
  return pieces(dim(step, 0) * dim(step, 2), grainOf(step));
}

/** Two transposed copies and twice four rows. */
export function attentionScratch(step: usize): u32 {
  return <u32>((padded(dim(step, 1)) * (2 * dim(step, 3) + 8)) << 2);
}

/** The byte offset of a (batch, head)'s position 0. */
// @ts-ignore: decorator
@inline
function headAt(step: usize, pair: usize): usize {
  const heads = dim(step, 2);
  const b = pair / heads, h = pair % heads;
  return ((b * dim(step, 1) * heads + h) * dim(step, 3)) << 2;
}

/**
 * Copies positions' vectors to `to`: [size, padded(time)]. What lies behind the
 * last position is never used.
 */
function transpose(
  from: usize,
  stride: usize,
  time: usize,
  size: usize,
  to: usize,
): void {
  const across = padded(time) << 2;
  const times = time & ~3, sizes = size & ~3;
  for (let t: usize = 0; t < times; t += 4) {
    const at = from + t * stride, column = to + (t << 2);
    for (let d: usize = 0; d < sizes; d += 4) {
      transpose4(at + (d << 2), stride, column + d * across, across);
    }
    for (let d = sizes; d < size; d++) {
      for (let i: usize = 0; i < 4; i++) {
        const x = load<f32>(at + i * stride + (d << 2));
        store<f32>(column + d * across + (i << 2), x);
      }
    }
  }
  for (let t = times; t < time; t++) {
    for (let d: usize = 0; d < size; d++) {
      const x = load<f32>(from + t * stride + (d << 2));
      store<f32>(to + d * across + (t << 2), x);
    }
  }
}

/**
 * out[r, u] = rows[r] . columns[u] for four rows (past `last`, it is repeated)
 * and u from `begin` to `end`, which are multiples of four. Rows of `out` are
 * `across` bytes apart, like those of the transposed columns.
 */
function products(
  rows: usize,
  stride: usize,
  last: usize,
  columns: usize,
  across: usize,
  size: usize,
  begin: usize,
  end: usize,
  out: usize,
): void {
  const r0 = rows, r1 = rows + stride * min<usize>(1, last);
  const r2 = rows + stride * min<usize>(2, last), r3 = rows + stride * last;
  const width = size << 2;
  let u = begin << 2;
  const stop = end << 2;
  for (; u + 32 <= stop; u += 32) {
    let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00;
    let s20 = s00, s21 = s00, s30 = s00, s31 = s00;
    let column = columns + u;
    for (let d: usize = 0; d < width; d += 4, column += across) {
      const k0 = v128.load(column), k1 = v128.load(column, 16);
      let x = v128.load_splat<f32>(r0 + d);
      s00 = mulAdd(x, k0, s00);
      s01 = mulAdd(x, k1, s01);
      x = v128.load_splat<f32>(r1 + d);
      s10 = mulAdd(x, k0, s10);
      s11 = mulAdd(x, k1, s11);
      x = v128.load_splat<f32>(r2 + d);
      s20 = mulAdd(x, k0, s20);
      s21 = mulAdd(x, k1, s21);
      x = v128.load_splat<f32>(r3 + d);
      s30 = mulAdd(x, k0, s30);
      s31 = mulAdd(x, k1, s31);
    }
    const to = out + u;
    v128.store(to, s00);
    v128.store(to, s01, 16);
    v128.store(to + across, s10);
    v128.store(to + across, s11, 16);
    v128.store(to + 2 * across, s20);
    v128.store(to + 2 * across, s21, 16);
    v128.store(to + 3 * across, s30);
    v128.store(to + 3 * across, s31, 16);
  }
  if (u < stop) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let column = columns + u;
    for (let d: usize = 0; d < width; d += 4, column += across) {
      const k = v128.load(column);
      s0 = mulAdd(v128.load_splat<f32>(r0 + d), k, s0);
      s1 = mulAdd(v128.load_splat<f32>(r1 + d), k, s1);
      s2 = mulAdd(v128.load_splat<f32>(r2 + d), k, s2);
      s3 = mulAdd(v128.load_splat<f32>(r3 + d), k, s3);
    }
    const to = out + u;
    v128.store(to, s0);
    v128.store(to + across, s1);
    v128.store(to + 2 * across, s2);
    v128.store(to + 3 * across, s3);
  }
}

// @ts-ignore: decorator
@inline
function putRow(out: usize, v: v128, count: usize): void {
  if (count >= 4) v128.store(out, v);
  else storePart(out, v, count);
}

/**
 * out[r] = sum over u of weights[r, u] vectors[u], for `rows` (1 to 4) rows and
 * u from `begin` to `end`. Rows of weights are `across` bytes apart, vectors
 * and rows of `out` are `stride` bytes apart.
 */
function combine(
  weights: usize,
  across: usize,
  begin: usize,
  end: usize,
  vectors: usize,
  stride: usize,
  size: usize,
  out: usize,
  rows: usize,
): void {
  const first = weights + (begin << 2), stop = weights + (end << 2);
  const base = vectors + begin * stride;
  let d: usize = 0;
  for (; d + 8 <= size; d += 8) {
    let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00;
    let s20 = s00, s21 = s00, s30 = s00, s31 = s00;
    let at = base + (d << 2);
    for (let w = first; w < stop; w += 4, at += stride) {
      const v0 = v128.load(at), v1 = v128.load(at, 16);
      let x = v128.load_splat<f32>(w);
      s00 = mulAdd(x, v0, s00);
      s01 = mulAdd(x, v1, s01);
      x = v128.load_splat<f32>(w + across);
      s10 = mulAdd(x, v0, s10);
      s11 = mulAdd(x, v1, s11);
      x = v128.load_splat<f32>(w + 2 * across);
      s20 = mulAdd(x, v0, s20);
      s21 = mulAdd(x, v1, s21);
      x = v128.load_splat<f32>(w + 3 * across);
      s30 = mulAdd(x, v0, s30);
      s31 = mulAdd(x, v1, s31);
    }
    const to = out + (d << 2);
    v128.store(to, s00);
    v128.store(to, s01, 16);
    if (rows > 1) {
      v128.store(to + stride, s10);
      v128.store(to + stride, s11, 16);
    }
    if (rows > 2) {
      v128.store(to + 2 * stride, s20);
      v128.store(to + 2 * stride, s21, 16);
    }
    if (rows > 3) {
      v128.store(to + 3 * stride, s30);
      v128.store(to + 3 * stride, s31, 16);
    }
  }
  for (; d < size; d += 4) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let at = base + (d << 2);
    for (let w = first; w < stop; w += 4, at += stride) {
      const v = v128.load(at);
      s0 = mulAdd(v128.load_splat<f32>(w), v, s0);
      s1 = mulAdd(v128.load_splat<f32>(w + across), v, s1);
      s2 = mulAdd(v128.load_splat<f32>(w + 2 * across), v, s2);
      s3 = mulAdd(v128.load_splat<f32>(w + 3 * across), v, s3);
    }
    const to = out + (d << 2), count = size - d;
    putRow(to, s0, count);
    if (rows > 1) putRow(to + stride, s1, count);
    if (rows > 2) putRow(to + 2 * stride, s2, count);
    if (rows > 3) putRow(to + 3 * stride, s3, count);
  }
}

/** Sets row elements from `begin` to `end` to -Infinity: e^ of them is 0. */
// @ts-ignore: decorator
@inline
function mask(row: usize, begin: usize, end: usize): void {
  for (let u = begin; u < end; u++) store<f32>(row + (u << 2), -Infinity);
}

/** Replaces a row of scores by its softmax; gives log sum e^(scale score). */
function softmax(row: usize, end: usize, scale: f32): f32 {
  const factor = f32x4.splat(scale), stop = row + (end << 2);
  for (let at = row; at < stop; at += 16) {
    v128.store(at, f32x4.mul(factor, v128.load(at)));
  }
  const top = largest(row, end), t = f32x4.splat(top);
  let total = f32x4.splat(0);
  for (let at = row; at < stop; at += 16) {
    const p = exp(f32x4.sub(v128.load(at), t));
    v128.store(at, p);
    total = f32x4.add(total, p);
  }
  const sum = sumLanes(total), share = f32x4.splat(1 / sum);
  for (let at = row; at < stop; at += 16) {
    v128.store(at, f32x4.mul(share, v128.load(at)));
  }
  return <f32>(<f64>top + log64(<f64>sum));
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
      const rows = min<usize>(4, time - t);
      products(
        q + t * stride, stride, rows - 1, keys, across, size, 0, t + 4, scores,
      );
      for (let r: usize = 0; r < 4; r++) {
        const row = scores + r * across;
        mask(row, t + r + 1, t + 4);
        const value = softmax(row, t + 4, scale);
        if (r < rows) store<f32>(lse + ((t + r) << 2), value);
      }
      combine(
        scores, across, 0, t + rows, v, stride, size, out + t * stride, rows,
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

/** scores becomes ds of one query: its lse and delta are single numbers. */
// @ts-ignore: decorator
@inline
function gradRow(
  scores: usize,
  slopes: usize,
  end: usize,
  scale: f32,
  lse: f32,
  delta: f32,
): void {
  const s = f32x4.splat(scale), l = f32x4.splat(lse), d = f32x4.splat(delta);
  for (let u: usize = 0; u < end << 2; u += 16) {
    const x = v128.load(scores + u), dp = v128.load(slopes + u);
    const p = exp(f32x4.sub(f32x4.mul(s, x), l));
    v128.store(scores + u, f32x4.mul(f32x4.mul(p, f32x4.sub(dp, d)), s));
  }
}

export function attentionGradQuery(step: usize, task: usize): void {
  const time = dim(step, 1), heads = dim(step, 2), size = dim(step, 3);
  const grain = grainOf(step), end = taskEnd(task, grain, dim(step, 0) * heads);
  const stride = (heads * size) << 2, across = padded(time) << 2;
  const scale = <f32>constant(step, 0);
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
        q + from, stride, rows - 1, keys, across, size, 0, t + 4, scores,
      );
      products(
        dout + from, stride, rows - 1, values, across, size, 0, t + 4, slopes,
      );
      for (let r: usize = 0; r < rows; r++) {
        const row = scores + r * across, i = (t + r) << 2;
        mask(row, t + r + 1, t + 4);
        gradRow(
          row,
          slopes + r * across,
          t + 4,
          scale,
          load<f32>(lse + i),
          load<f32>(delta + i),
        );
      }
      combine(scores, across, 0, t + rows, k, stride, size, dq + from, rows);
    }
  }
}

/** scores becomes p and slopes ds, of one key over queries in the lanes. */
// @ts-ignore: decorator
@inline
function gradColumn(
  scores: usize,
  slopes: usize,
  begin: usize,
  end: usize,
  scale: f32,
  lse: usize,
  delta: usize,
): void {
  const s = f32x4.splat(scale);
  for (let t = begin << 2; t < end << 2; t += 16) {
    const x = v128.load(scores + t), dp = v128.load(slopes + t);
    const p = exp(f32x4.sub(f32x4.mul(s, x), v128.load(lse + t)));
    v128.store(scores + t, p);
    const d = f32x4.sub(dp, v128.load(delta + t));
    v128.store(slopes + t, f32x4.mul(f32x4.mul(p, d), s));
  }
}

export function attentionGradKeyValue(step: usize, task: usize): void {
  const time = dim(step, 1), heads = dim(step, 2), size = dim(step, 3);
  const grain = grainOf(step), end = taskEnd(task, grain, dim(step, 0) * heads);
  const stride = (heads * size) << 2, across = padded(time) << 2;
  const scale = <f32>constant(step, 0), stop = (time + 3) & ~3;
  const queries = privateScratch(step), above = queries + across * size;
  const scores = above + across * size, slopes = scores + across * 4;
  for (let pair = task * grain; pair < end; pair++) {
    const at = headAt(step, pair);
    const q = operand(step, 0) + at, dout = operand(step, 3) + at;
    const lse = operand(step, 4) + ((pair * time) << 2);
    const delta = operand(step, 5) + ((pair * time) << 2);
    transpose(q, stride, time, size, queries);
    transpose(dout, stride, time, size, above);
    for (let u: usize = 0; u < time; u += 4) {
      const rows = min<usize>(4, time - u), from = at + u * stride;
      products(
        operand(step, 1) + from, stride, rows - 1,
        queries, across, size, u, stop, scores,
      );
      products(
        operand(step, 2) + from, stride, rows - 1,
        above, across, size, u, stop, slopes,
      );
      for (let r: usize = 0; r < rows; r++) {
        const row = scores + r * across;
        mask(row, u, u + r);
        gradColumn(row, slopes + r * across, u, stop, scale, lse, delta);
      }
      combine(
        slopes, across, u, time, q, stride, size, operand(step, 6) + from, rows,
      );
      combine(
        scores, across, u, time, dout, stride, size,
        operand(step, 7) + from, rows,
      );
    }
  }
}
