/**
 * What surrounds the micro-kernel of matrix products (matmul_tile.ts, which
 * learn/wasm/tile_source.ts writes): the packing of operands into panels that it
 * reads in order, and the border of C.
 *
 * Near the border a tile goes through a small buffer. It may read past a row's
 * end, into what follows in memory, but only into lanes that are dropped (the
 * heap keeps its last bytes free for that).
 */

import { tileColumns, tileRows } from "./matmul_tile";
import { transpose4 } from "./vector";

/** Terms between two additions to C: blocks are summed on their own first. */
export const depth: usize = 256;
/** Bytes of the buffer for tiles at the border. */
export const edgeBytes: usize = tileRows * tileColumns * 4;
/** Bytes that the micro-kernel writes and nobody reads. */
export const sinkBytes: usize = 16;
/**
 * Bytes from row to row where the columns of A are packed: no power of two,
 * since such rows would push each other out of the cache.
 */
export const leftStride: usize = (depth + 16) * 4;

// @ts-ignore: decorator
@inline
export function roundUp(x: usize, to: usize): usize {
  return (x + to - 1) / to * to;
}

/** Packs `terms` rows of `columns` floats as rows of terms, one a column. */
export function packTransposed(
  from: usize,
  stride: usize,
  columns: usize,
  terms: usize,
  to: usize,
): void {
  let l: usize = 0;
  for (; l + 4 <= terms; l += 4, from += 4 * stride, to += 16) {
    for (let i: usize = 0; i < columns; i += 4) {
      transpose4(from + (i << 2), stride, to + i * leftStride, leftStride);
    }
  }
  for (; l < terms; l++, from += stride, to += 4) {
    for (let i: usize = 0; i < columns; i++) {
      store<f32>(to + i * leftStride, load<f32>(from + (i << 2)));
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

/** Packs `terms` terms of `columns` (1 to 8) rows of B as one panel's columns. */
export function packPanel(
  from: usize,
  stride: usize,
  columns: usize,
  terms: usize,
  to: usize,
): void {
  let l: usize = 0;
  if (columns == 8) {
    for (; l + 4 <= terms; l += 4) {
      const at = from + (l << 2), row = to + (l << 5);
      transpose4(at, stride, row, 32);
      transpose4(at + 4 * stride, stride, row + 16, 32);
    }
  }
  for (; l < terms; l++) {
    for (let j: usize = 0; j < columns; j++) {
      const x = load<f32>(from + j * stride + (l << 2));
      store<f32>(to + (l << 5) + (j << 2), x);
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
