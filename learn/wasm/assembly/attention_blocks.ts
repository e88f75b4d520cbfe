/**
 * What the attention kernels are made of: products of four positions with a
 * tile of others, and weighted sums of the others' vectors, of any head size.
 *
 * Products run over positions in the lanes of a vector, from a transposed copy.
 * Rows of one value a position are `across` bytes apart; vectors of one head
 * are `stride` bytes apart.
 */

import {
  lane0,
  lane1,
  lane2,
  lane3,
  mulAdd,
  storePart,
  transposeRows,
} from "./vector";

/**
 * Copies the vectors of `count` positions to `to`, transposed. Positions and
 * elements are rounded up to four; what lies in those too many is never used.
 */
export function transpose(
  from: usize,
  stride: usize,
  count: usize,
  size: usize,
  to: usize,
  across: usize,
): void {
  const width = size << 2, last = count - 1;
  for (let t: usize = 0; t < count; t += 4, to += 16) {
    const r0 = from + t * stride;
    const r1 = from + min<usize>(t + 1, last) * stride;
    const r2 = from + min<usize>(t + 2, last) * stride;
    const r3 = from + min<usize>(t + 3, last) * stride;
    let column = to;
    for (let d: usize = 0; d < width; d += 16, column += across << 2) {
      transposeRows(r0 + d, r1 + d, r2 + d, r3 + d, column, across);
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

/**
 * out[r] = factors[r] (shares[r] out[r] + sum over u of weights[r, u]
 * vectors[u]), for `rows` (1 to 4) rows and u from `begin` to `end`; without
 * `shares[r] out[r]` where `fresh` says that nothing is in `out` yet.
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
  fresh: bool,
  shares: v128,
  factors: v128,
): void {
  const first = weights + (begin << 2), stop = weights + (end << 2);
  const o0 = out, o1 = out + stride * min<usize>(1, rows - 1);
  const o2 = out + stride * min<usize>(2, rows - 1);
  const o3 = out + stride * (rows - 1);
  const width = size << 2, base = vectors + begin * stride;
  let d: usize = 0;
  for (; d + 32 <= width; d += 32) {
    let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00;
    let s20 = s00, s21 = s00, s30 = s00, s31 = s00;
    if (!fresh) {
      s00 = f32x4.mul(v128.load(o0 + d), lane0(shares));
      s01 = f32x4.mul(v128.load(o0 + d, 16), lane0(shares));
      s10 = f32x4.mul(v128.load(o1 + d), lane1(shares));
      s11 = f32x4.mul(v128.load(o1 + d, 16), lane1(shares));
      s20 = f32x4.mul(v128.load(o2 + d), lane2(shares));
      s21 = f32x4.mul(v128.load(o2 + d, 16), lane2(shares));
      s30 = f32x4.mul(v128.load(o3 + d), lane3(shares));
      s31 = f32x4.mul(v128.load(o3 + d, 16), lane3(shares));
    }
    let at = base + d;
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
    putPair(o0 + d, s00, s01, lane0(factors));
    if (rows > 1) putPair(o1 + d, s10, s11, lane1(factors));
    if (rows > 2) putPair(o2 + d, s20, s21, lane2(factors));
    if (rows > 3) putPair(o3 + d, s30, s31, lane3(factors));
  }
  for (; d < width; d += 16) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    if (!fresh) {
      s0 = f32x4.mul(v128.load(o0 + d), lane0(shares));
      s1 = f32x4.mul(v128.load(o1 + d), lane1(shares));
      s2 = f32x4.mul(v128.load(o2 + d), lane2(shares));
      s3 = f32x4.mul(v128.load(o3 + d), lane3(shares));
    }
    let at = base + d;
    for (let w = first; w < stop; w += 4, at += stride) {
      const v = v128.load(at);
      s0 = mulAdd(v128.load_splat<f32>(w), v, s0);
      s1 = mulAdd(v128.load_splat<f32>(w + across), v, s1);
      s2 = mulAdd(v128.load_splat<f32>(w + 2 * across), v, s2);
      s3 = mulAdd(v128.load_splat<f32>(w + 3 * across), v, s3);
    }
    const count = (width - d) >> 2;
    putRow(o0 + d, f32x4.mul(s0, lane0(factors)), count);
    if (rows > 1) putRow(o1 + d, f32x4.mul(s1, lane1(factors)), count);
    if (rows > 2) putRow(o2 + d, f32x4.mul(s2, lane2(factors)), count);
    if (rows > 3) putRow(o3 + d, f32x4.mul(s3, lane3(factors)), count);
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
