/**
 * Products of four positions with a tile of others, of any head size. They run
 * over the others in the lanes of a vector, from a transposed copy; see
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
} from "./vector";

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
