/**
 * What the attention kernels are made of: products of four positions with a
 * tile of others, and weighted sums of the others' vectors, of any head size.
 *
 * Products run over positions in the lanes of a vector, from a transposed copy.
 * Rows of one value a position are `across` bytes apart; vectors of one head
 * are `stride` bytes apart.
 */

import { sink } from "./step";
import {
  exchanged,
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
    let column = columns + u, d: usize = 0, x = s00, low = s00, high = s00;
    let k0 = s00, k1 = s00;
    for (; d + 16 <= width; d += 16) {
      const x0 = v128.load(r0 + d), x1 = v128.load(r1 + d);
      const x2 = v128.load(r2 + d), x3 = v128.load(r3 + d);
      low = v128.load(column), high = v128.load(column, 16);
      k0 = exchanged(low, high), k1 = exchanged(high, low);
      x = lane0(x0);
      s00 = mulAdd(x, k0, s00);
      s01 = mulAdd(x, k1, s01);
      x = lane0(x1);
      s10 = mulAdd(x, k0, s10);
      s11 = mulAdd(x, k1, s11);
      x = lane0(x2);
      s20 = mulAdd(x, k0, s20);
      s21 = mulAdd(x, k1, s21);
      x = lane0(x3);
      s30 = mulAdd(x, k0, s30);
      s31 = mulAdd(x, k1, s31);
      column += across;
      low = v128.load(column), high = v128.load(column, 16);
      k0 = exchanged(low, high), k1 = exchanged(high, low);
      x = lane1(x0);
      s00 = mulAdd(x, k0, s00);
      s01 = mulAdd(x, k1, s01);
      x = lane1(x1);
      s10 = mulAdd(x, k0, s10);
      s11 = mulAdd(x, k1, s11);
      x = lane1(x2);
      s20 = mulAdd(x, k0, s20);
      s21 = mulAdd(x, k1, s21);
      x = lane1(x3);
      s30 = mulAdd(x, k0, s30);
      s31 = mulAdd(x, k1, s31);
      column += across;
      low = v128.load(column), high = v128.load(column, 16);
      k0 = exchanged(low, high), k1 = exchanged(high, low);
      x = lane2(x0);
      s00 = mulAdd(x, k0, s00);
      s01 = mulAdd(x, k1, s01);
      x = lane2(x1);
      s10 = mulAdd(x, k0, s10);
      s11 = mulAdd(x, k1, s11);
      x = lane2(x2);
      s20 = mulAdd(x, k0, s20);
      s21 = mulAdd(x, k1, s21);
      x = lane2(x3);
      s30 = mulAdd(x, k0, s30);
      s31 = mulAdd(x, k1, s31);
      column += across;
      low = v128.load(column), high = v128.load(column, 16);
      k0 = exchanged(low, high), k1 = exchanged(high, low);
      x = lane3(x0);
      s00 = mulAdd(x, k0, s00);
      s01 = mulAdd(x, k1, s01);
      x = lane3(x1);
      s10 = mulAdd(x, k0, s10);
      s11 = mulAdd(x, k1, s11);
      x = lane3(x2);
      s20 = mulAdd(x, k0, s20);
      s21 = mulAdd(x, k1, s21);
      x = lane3(x3);
      s30 = mulAdd(x, k0, s30);
      s31 = mulAdd(x, k1, s31);
      column += across;
    }
    for (; d < width; d += 4, column += across) {
      low = v128.load(column), high = v128.load(column, 16);
      k0 = exchanged(low, high), k1 = exchanged(high, low);
      x = v128.load_splat<f32>(r0 + d);
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
    useful(s00, s01, s10, s11, s20, s21, s30, s31);
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
function putPair(out: usize, a: v128, b: v128, factor: v128): void {
  v128.store(out, f32x4.mul(exchanged(a, b), factor));
  v128.store(out, f32x4.mul(exchanged(b, a), factor), 16);
}

/** Makes pairs that are summed up in a loop worth an operation on eight lanes. */
// @ts-ignore: decorator
@inline
function useful(
  a0: v128,
  a1: v128,
  b0: v128,
  b1: v128,
  c0: v128,
  c1: v128,
  d0: v128,
  d1: v128,
): void {
  const ab = v128.xor(i32x4.add(a0, a1), i32x4.add(b0, b1));
  const cd = v128.xor(i32x4.add(c0, c1), i32x4.add(d0, d1));
  v128.store(sink(), v128.xor(ab, cd));
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
 * `shares[r] out[r]` where `fresh` says that nothing is in `out` yet. `shares`
 * is where the four of them lie: V8 doubles the width of what comes from memory,
 * but not of parameters.
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
  shares: usize,
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
    let s20 = s00, s21 = s00, s30 = s00, s31 = s00, low = s00, high = s00;
    let share = s00;
    if (!fresh) {
      low = v128.load(o0 + d), high = v128.load(o0 + d, 16);
      share = v128.load_splat<f32>(shares, 0);
      s00 = f32x4.mul(exchanged(low, high), share);
      s01 = f32x4.mul(exchanged(high, low), share);
      low = v128.load(o1 + d), high = v128.load(o1 + d, 16);
      share = v128.load_splat<f32>(shares, 4);
      s10 = f32x4.mul(exchanged(low, high), share);
      s11 = f32x4.mul(exchanged(high, low), share);
      low = v128.load(o2 + d), high = v128.load(o2 + d, 16);
      share = v128.load_splat<f32>(shares, 8);
      s20 = f32x4.mul(exchanged(low, high), share);
      s21 = f32x4.mul(exchanged(high, low), share);
      low = v128.load(o3 + d), high = v128.load(o3 + d, 16);
      share = v128.load_splat<f32>(shares, 12);
      s30 = f32x4.mul(exchanged(low, high), share);
      s31 = f32x4.mul(exchanged(high, low), share);
    }
    let at = base + d, w = first, x = s00, k0 = s00, k1 = s00;
    for (; w + 16 <= stop; w += 16) {
      const x0 = v128.load(w), x1 = v128.load(w + across);
      const x2 = v128.load(w + 2 * across), x3 = v128.load(w + 3 * across);
      low = v128.load(at), high = v128.load(at, 16);
      k0 = exchanged(low, high), k1 = exchanged(high, low);
      x = lane0(x0);
      s00 = mulAdd(x, k0, s00);
      s01 = mulAdd(x, k1, s01);
      x = lane0(x1);
      s10 = mulAdd(x, k0, s10);
      s11 = mulAdd(x, k1, s11);
      x = lane0(x2);
      s20 = mulAdd(x, k0, s20);
      s21 = mulAdd(x, k1, s21);
      x = lane0(x3);
      s30 = mulAdd(x, k0, s30);
      s31 = mulAdd(x, k1, s31);
      at += stride;
      low = v128.load(at), high = v128.load(at, 16);
      k0 = exchanged(low, high), k1 = exchanged(high, low);
      x = lane1(x0);
      s00 = mulAdd(x, k0, s00);
      s01 = mulAdd(x, k1, s01);
      x = lane1(x1);
      s10 = mulAdd(x, k0, s10);
      s11 = mulAdd(x, k1, s11);
      x = lane1(x2);
      s20 = mulAdd(x, k0, s20);
      s21 = mulAdd(x, k1, s21);
      x = lane1(x3);
      s30 = mulAdd(x, k0, s30);
      s31 = mulAdd(x, k1, s31);
      at += stride;
      low = v128.load(at), high = v128.load(at, 16);
      k0 = exchanged(low, high), k1 = exchanged(high, low);
      x = lane2(x0);
      s00 = mulAdd(x, k0, s00);
      s01 = mulAdd(x, k1, s01);
      x = lane2(x1);
      s10 = mulAdd(x, k0, s10);
      s11 = mulAdd(x, k1, s11);
      x = lane2(x2);
      s20 = mulAdd(x, k0, s20);
      s21 = mulAdd(x, k1, s21);
      x = lane2(x3);
      s30 = mulAdd(x, k0, s30);
      s31 = mulAdd(x, k1, s31);
      at += stride;
      low = v128.load(at), high = v128.load(at, 16);
      k0 = exchanged(low, high), k1 = exchanged(high, low);
      x = lane3(x0);
      s00 = mulAdd(x, k0, s00);
      s01 = mulAdd(x, k1, s01);
      x = lane3(x1);
      s10 = mulAdd(x, k0, s10);
      s11 = mulAdd(x, k1, s11);
      x = lane3(x2);
      s20 = mulAdd(x, k0, s20);
      s21 = mulAdd(x, k1, s21);
      x = lane3(x3);
      s30 = mulAdd(x, k0, s30);
      s31 = mulAdd(x, k1, s31);
      at += stride;
    }
    for (; w < stop; w += 4, at += stride) {
      low = v128.load(at), high = v128.load(at, 16);
      k0 = exchanged(low, high), k1 = exchanged(high, low);
      x = v128.load_splat<f32>(w);
      s00 = mulAdd(x, k0, s00);
      s01 = mulAdd(x, k1, s01);
      x = v128.load_splat<f32>(w + across);
      s10 = mulAdd(x, k0, s10);
      s11 = mulAdd(x, k1, s11);
      x = v128.load_splat<f32>(w + 2 * across);
      s20 = mulAdd(x, k0, s20);
      s21 = mulAdd(x, k1, s21);
      x = v128.load_splat<f32>(w + 3 * across);
      s30 = mulAdd(x, k0, s30);
      s31 = mulAdd(x, k1, s31);
    }
    useful(s00, s01, s10, s11, s20, s21, s30, s31);
    putPair(o0 + d, s00, s01, lane0(factors));
    if (rows > 1) putPair(o1 + d, s10, s11, lane1(factors));
    if (rows > 2) putPair(o2 + d, s20, s21, lane2(factors));
    if (rows > 3) putPair(o3 + d, s30, s31, lane3(factors));
  }
  for (; d < width; d += 16) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    if (!fresh) {
      s0 = f32x4.mul(v128.load(o0 + d), v128.load_splat<f32>(shares, 0));
      s1 = f32x4.mul(v128.load(o1 + d), v128.load_splat<f32>(shares, 4));
      s2 = f32x4.mul(v128.load(o2 + d), v128.load_splat<f32>(shares, 8));
      s3 = f32x4.mul(v128.load(o3 + d), v128.load_splat<f32>(shares, 12));
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
