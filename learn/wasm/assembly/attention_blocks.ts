/**
 * What the attention kernels are made of: products of four positions with all
 * the others, and weighted sums of the others' vectors, of any head size.
 *
 * Products run over positions in the lanes of a vector, from a transposed copy.
 * Rows of one value a position are `across` bytes apart; vectors of one head
 * are `stride` bytes apart.
 */

import { mulAdd, storePart, transpose4 } from "./vector";

/** Positions rounded up, so that two vectors of them can always be loaded. */
// @ts-ignore: decorator
@inline
export function padded(time: usize): usize {
  return (time + 7) & ~7;
}

/**
 * Copies positions' vectors to `to`: [size, padded(time)]. What lies behind the
 * last position is never used.
 */
export function transpose(
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
 * out[r, u] = scale rows[r] . columns[u] for four rows (past `last`, it is
 * repeated) and u from `begin` to `end`, multiples of four.
 */
export function products(
  rows: usize,
  stride: usize,
  last: usize,
  columns: usize,
  across: usize,
  size: usize,
  begin: usize,
  end: usize,
  scale: f32,
  out: usize,
): void {
  const f = f32x4.splat(scale);
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
    putPair(to, s00, s01, f);
    putPair(to + across, s10, s11, f);
    putPair(to + 2 * across, s20, s21, f);
    putPair(to + 3 * across, s30, s31, f);
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
    v128.store(to, f32x4.mul(s0, f));
    v128.store(to + across, f32x4.mul(s1, f));
    v128.store(to + 2 * across, f32x4.mul(s2, f));
    v128.store(to + 3 * across, f32x4.mul(s3, f));
  }
}

// @ts-ignore: decorator
@inline
function putPair(out: usize, low: v128, high: v128, factor: v128): void {
  v128.store(out, f32x4.mul(low, factor));
  v128.store(out, f32x4.mul(high, factor), 16);
}

// @ts-ignore: decorator
@inline
function putRow(out: usize, v: v128, count: usize): void {
  if (count >= 4) v128.store(out, v);
  else storePart(out, v, count);
}

// @ts-ignore: decorator
@inline
export function lane0(v: v128): v128 {
  return f32x4.splat(f32x4.extract_lane(v, 0));
}

// @ts-ignore: decorator
@inline
export function lane1(v: v128): v128 {
  return f32x4.splat(f32x4.extract_lane(v, 1));
}

// @ts-ignore: decorator
@inline
export function lane2(v: v128): v128 {
  return f32x4.splat(f32x4.extract_lane(v, 2));
}

// @ts-ignore: decorator
@inline
export function lane3(v: v128): v128 {
  return f32x4.splat(f32x4.extract_lane(v, 3));
}

/**
 * out[r] = factors[r] sum over u of weights[r, u] vectors[u], for `rows` (1 to
 * 4) rows and u from `begin` to `end`.
 */
export function combine(
  weights: usize,
  across: usize,
  begin: usize,
  end: usize,
  vectors: usize,
  stride: usize,
  size: usize,
  out: usize,
  rows: usize,
  factors: v128,
): void {
  const f0 = lane0(factors), f1 = lane1(factors);
  const f2 = lane2(factors), f3 = lane3(factors);
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
    putPair(to, s00, s01, f0);
    if (rows > 1) putPair(to + stride, s10, s11, f1);
    if (rows > 2) putPair(to + 2 * stride, s20, s21, f2);
    if (rows > 3) putPair(to + 3 * stride, s30, s31, f3);
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
    putRow(to, f32x4.mul(s0, f0), count);
    if (rows > 1) putRow(to + stride, f32x4.mul(s1, f1), count);
    if (rows > 2) putRow(to + 2 * stride, f32x4.mul(s2, f2), count);
    if (rows > 3) putRow(to + 3 * stride, f32x4.mul(s3, f3), count);
  }
}

/**
 * Sets lanes of four rows' diagonal block at `at` to -Infinity, e^ of which is
 * 0: in row r those above lane r, or with `below` those below it.
 */
// @ts-ignore: decorator
@inline
export function maskBlock(at: usize, across: usize, below: bool): void {
  const lanes = i32x4(0, 1, 2, 3), minus = f32x4.splat(-Infinity);
  for (let r: i32 = 0; r < 4; r++, at += across) {
    const own = i32x4.splat(r);
    const hidden = below ? i32x4.lt_s(lanes, own) : i32x4.gt_s(lanes, own);
    v128.store(at, v128.bitselect(minus, v128.load(at), hidden));
  }
}
