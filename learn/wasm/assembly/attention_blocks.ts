/**
 * What the attention kernels share: transposed copies, the mask, and what
 * arranges pairs of vectors.
 *
 * Rows of one value a position are `across` bytes apart; vectors of one head
 * are `stride` bytes apart.
 */

import { sink } from "./step";
import { exchanged, transposeRows } from "./vector";

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

// @ts-ignore: decorator
@inline
export function putPair(out: usize, a: v128, b: v128, factor: v128): void {
  v128.store(out, f32x4.mul(exchanged(a, b), factor));
  v128.store(out, f32x4.mul(exchanged(b, a), factor), 16);
}

/** Makes pairs that are summed up in a loop worth an operation on eight lanes. */
// @ts-ignore: decorator
@inline
export function useful(
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
