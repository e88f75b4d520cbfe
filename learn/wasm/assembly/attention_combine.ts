/**
 * Weighted sums of a tile's vectors for four positions, of any head size; see
 * attention_blocks.ts.
 */

import { putPair, useful } from "./attention_blocks";
import {
  exchanged,
  lane0,
  lane1,
  lane2,
  lane3,
  mulAdd,
  storePart,
} from "./vector";

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
