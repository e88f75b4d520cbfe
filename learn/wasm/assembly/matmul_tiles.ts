/**
 * The micro-kernels of matrix products: a tile of 6 by 8 elements of C in twelve
 * registers, and the packing of operands into panels that they read in order.
 *
 * Near the border of C a tile goes through a small buffer. It may read past a
 * row's end, into what follows in memory, but only into lanes that are dropped
 * (the heap keeps its last bytes free for that).
 */

import { mulAdd } from "./vector";

export const tileRows: usize = 6;
export const tileColumns: usize = 8;
/** Terms between two additions to C: blocks are summed on their own first. */
export const depth: usize = 256;
/** Bytes of the buffer for tiles at the border. */
export const edgeBytes: usize = 6 * 8 * 4;

// @ts-ignore: decorator
@inline
export function roundUp(x: usize, to: usize): usize {
  return (x + to - 1) / to * to;
}

/**
 * Packs `terms` rows of `columns` floats into panels of 6. Row by row, since
 * rows a power of two apart would push each other out of the cache.
 */
export function pack6(
  from: usize,
  stride: usize,
  columns: usize,
  terms: usize,
  to: usize,
): void {
  const panel = terms * 24, end = columns << 2;
  for (let l: usize = 0; l < terms; l++, from += stride, to += 24) {
    let at = to;
    for (let i: usize = 0; i < end; i += 24, at += panel) {
      v128.store(at, v128.load(from + i));
      store<u64>(at, load<u64>(from + i, 16), 16);
    }
  }
}

/** Packs `terms` rows of `columns` floats into panels of 8. */
export function pack8(
  from: usize,
  stride: usize,
  columns: usize,
  terms: usize,
  to: usize,
): void {
  const panel = terms << 5, end = columns << 2;
  for (let l: usize = 0; l < terms; l++, from += stride, to += 32) {
    let at = to;
    for (let j: usize = 0; j < end; j += 32, at += panel) {
      v128.store(at, v128.load(from + j));
      v128.store(at, v128.load(from + j, 16), 16);
    }
  }
}

/** Adds the valid part of a tile to C, or puts it there if it is the first. */
export function addEdge(
  edge: usize,
  c: usize,
  stride: usize,
  high: usize,
  wide: usize,
  first: bool,
): void {
  for (let i: usize = 0; i < high; i++) {
    for (let j: usize = 0; j < wide; j++) {
      const to = c + i * stride + (j << 2);
      const value = load<f32>(edge + (i << 5) + (j << 2));
      store<f32>(to, first ? value : load<f32>(to) + value);
    }
  }
}

// @ts-ignore: decorator
@inline
function put(c: usize, low: v128, high: v128, first: bool): void {
  if (!first) {
    low = f32x4.add(v128.load(c), low);
    high = f32x4.add(v128.load(c, 16), high);
  }
  v128.store(c, low);
  v128.store(c, high, 16);
}

/**
 * One tile where A's terms lie along its rows. Rows past `last` repeat it.
 */
export function rowTile(
  a: usize,
  lda: usize,
  last: usize,
  b: usize,
  c: usize,
  ldc: usize,
  terms: usize,
  first: bool,
): void {
  let a0 = a;
  let a1 = a + lda * min<usize>(1, last), a2 = a + lda * min<usize>(2, last);
  let a3 = a + lda * min<usize>(3, last), a4 = a + lda * min<usize>(4, last);
  let a5 = a + lda * last;
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00,
    c21 = c00, c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
  const end = a + (terms << 2);
  while (a0 < end) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a0);
    c00 = mulAdd(x, b0, c00);
    c01 = mulAdd(x, b1, c01);
    x = v128.load_splat<f32>(a1);
    c10 = mulAdd(x, b0, c10);
    c11 = mulAdd(x, b1, c11);
    x = v128.load_splat<f32>(a2);
    c20 = mulAdd(x, b0, c20);
    c21 = mulAdd(x, b1, c21);
    x = v128.load_splat<f32>(a3);
    c30 = mulAdd(x, b0, c30);
    c31 = mulAdd(x, b1, c31);
    x = v128.load_splat<f32>(a4);
    c40 = mulAdd(x, b0, c40);
    c41 = mulAdd(x, b1, c41);
    x = v128.load_splat<f32>(a5);
    c50 = mulAdd(x, b0, c50);
    c51 = mulAdd(x, b1, c51);
    a0 += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
    a4 += 4;
    a5 += 4;
    b += 32;
  }
  put(c, c00, c01, first);
  put(c + ldc, c10, c11, first);
  put(c + 2 * ldc, c20, c21, first);
  put(c + 3 * ldc, c30, c31, first);
  put(c + 4 * ldc, c40, c41, first);
  put(c + 5 * ldc, c50, c51, first);
}

/** One tile where both operands are packed, A in panels of 6 rows of C. */
export function columnTile(
  a: usize,
  b: usize,
  c: usize,
  ldc: usize,
  terms: usize,
  first: bool,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00,
    c21 = c00, c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
  for (; terms != 0; terms--) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load_splat<f32>(a);
    c00 = mulAdd(x, b0, c00);
    c01 = mulAdd(x, b1, c01);
    x = v128.load_splat<f32>(a, 4);
    c10 = mulAdd(x, b0, c10);
    c11 = mulAdd(x, b1, c11);
    x = v128.load_splat<f32>(a, 8);
    c20 = mulAdd(x, b0, c20);
    c21 = mulAdd(x, b1, c21);
    x = v128.load_splat<f32>(a, 12);
    c30 = mulAdd(x, b0, c30);
    c31 = mulAdd(x, b1, c31);
    x = v128.load_splat<f32>(a, 16);
    c40 = mulAdd(x, b0, c40);
    c41 = mulAdd(x, b1, c41);
    x = v128.load_splat<f32>(a, 20);
    c50 = mulAdd(x, b0, c50);
    c51 = mulAdd(x, b1, c51);
    a += 24;
    b += 32;
  }
  put(c, c00, c01, first);
  put(c + ldc, c10, c11, first);
  put(c + 2 * ldc, c20, c21, first);
  put(c + 3 * ldc, c30, c31, first);
  put(c + 4 * ldc, c40, c41, first);
  put(c + 5 * ldc, c50, c51, first);
}
