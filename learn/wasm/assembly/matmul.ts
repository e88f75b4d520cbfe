/**
 * Matrix products. A micro-kernel keeps a tile of 6 by 8 elements of C in
 * twelve registers over up to `depth` terms; blocks of `depth` terms are summed
 * on their own and then join C, so the order of every sum follows from k alone.
 *
 * Near the border of C a tile goes through a small buffer. It may read past a
 * row's end, into what follows in memory, but only into lanes that are dropped
 * (the heap keeps its last bytes free for that).
 */

import {
  dim,
  operand,
  pieces,
  privateScratch,
  sharedScratch,
  taskEnd,
} from "./step";
import { mulAdd, storePart, transpose4 } from "./vector";

const tileRows: usize = 6;
const tileColumns: usize = 8;
/** Terms between two additions to C. */
const depth: usize = 256;
/** Multiplications in one task, about 30 microseconds. */
const work: usize = 524288;

/** Bytes of the buffer for tiles at the border. */
export const matmulScratch: u32 = 6 * 8 * 4;

// @ts-ignore: decorator
@inline
function roundUp(x: usize, to: usize): usize {
  return (x + to - 1) / to * to;
}

// --- C = A B and C = A B^T, with B packed into panels of 8 columns ----------

/** Bytes of all panels: k rows of 8 floats each. */
export function panelScratch(step: usize): u32 {
  return <u32>((roundUp(dim(step, 1), tileColumns) * dim(step, 2)) << 2);
}

/** Panels in one task of packing. */
// @ts-ignore: decorator
@inline
function packGrain(k: usize): usize {
  return max<usize>(1, 2048 / max<usize>(1, k));
}

export function packTasks(step: usize): u32 {
  return pieces(pieces(dim(step, 1), tileColumns), packGrain(dim(step, 2)));
}

/** Packs B[k, n]: a panel's rows are pieces of B's rows. */
export function packRows(step: usize, task: usize): void {
  const n = dim(step, 1), k = dim(step, 2), grain = packGrain(k);
  const first = task * grain, end = taskEnd(task, grain, pieces(n, 8));
  const columns = min<usize>((end - first) * 8, n - first * 8);
  const to = sharedScratch(step) + ((first * k) << 5);
  pack8(operand(step, 1) + (first << 5), n << 2, columns, k, to);
}

/** Packs B[n, k]: a panel's columns are rows of B. */
export function packColumns(step: usize, task: usize): void {
  const n = dim(step, 1), k = dim(step, 2), b = operand(step, 1);
  const grain = packGrain(k), end = taskEnd(task, grain, pieces(n, 8));
  const stride = k << 2, whole = k & ~3;
  for (let panel = task * grain; panel < end; panel++) {
    const to = sharedScratch(step) + ((panel * k) << 5);
    if (panel * 8 + 8 <= n) {
      const from = b + panel * 8 * stride;
      for (let l: usize = 0; l < whole; l += 4) {
        transpose4(from + (l << 2), stride, to + (l << 5), 32);
        transpose4(from + 4 * stride + (l << 2), stride, to + (l << 5) + 16, 32);
      }
      packRest(from, stride, 8, whole, k, to);
    } else {
      packRest(b + panel * 8 * stride, stride, n - panel * 8, 0, k, to);
    }
  }
}

/** Packs terms from `begin` to `end` of `columns` columns, one by one. */
function packRest(
  from: usize,
  stride: usize,
  columns: usize,
  begin: usize,
  end: usize,
  to: usize,
): void {
  for (let l = begin; l < end; l++) {
    for (let j: usize = 0; j < columns; j++) {
      const x = load<f32>(from + j * stride + (l << 2));
      store<f32>(to + (l << 5) + (j << 2), x);
    }
  }
}

/** Columns of C in one task: as many panels as stay in a core's cache. */
// @ts-ignore: decorator
@inline
function columnGrain(k: usize): usize {
  return max<usize>(8, (65536 / max<usize>(1, min<usize>(k, depth))) & ~7);
}

/** Rows of C in one task. */
// @ts-ignore: decorator
@inline
function rowGrain(n: usize, k: usize): usize {
  const columns = min<usize>(n, columnGrain(k));
  const rows = work / max<usize>(1, columns * k);
  return max<usize>(24, rows / tileRows * tileRows);
}

export function matmulTasks(step: usize): u32 {
  const m = dim(step, 0), n = dim(step, 1), k = dim(step, 2);
  return pieces(m, rowGrain(n, k)) * pieces(n, columnGrain(k));
}

export function matmulPacked(step: usize, task: usize): void {
  const m = dim(step, 0), n = dim(step, 1), k = dim(step, 2);
  const rows = rowGrain(n, k), columns = columnGrain(k);
  const across = pieces(n, columns);
  const i0 = task / across * rows, i1 = min<usize>(i0 + rows, m);
  const j0 = task % across * columns, j1 = min<usize>(j0 + columns, n);
  const a = operand(step, 0), c = operand(step, 2);
  const edge = privateScratch(step);
  let l: usize = 0;
  do {
    const terms = min<usize>(depth, k - l);
    for (let j = j0; j < j1; j += tileColumns) {
      const panel = sharedScratch(step) + ((j * k) << 2) + (l << 5);
      const wide = min<usize>(tileColumns, j1 - j);
      for (let i = i0; i < i1; i += tileRows) {
        const high = min<usize>(tileRows, i1 - i);
        const from = a + ((i * k + l) << 2), to = c + ((i * n + j) << 2);
        if (high == tileRows && wide == tileColumns) {
          rowTile(from, k << 2, 5, panel, to, n << 2, terms, l == 0);
        } else {
          rowTile(from, k << 2, high - 1, panel, edge, 32, terms, true);
          addEdge(edge, to, n << 2, high, wide, l == 0);
        }
      }
    }
    l += depth;
  } while (l < k);
}

/** Adds the valid part of a tile to C, or puts it there if it is the first. */
function addEdge(
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
function rowTile(
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

// --- C = A^T B: both operands' terms lie down their columns -----------------

/** The greatest part of C in one task: its packed operands stay in the cache. */
const greatestHigh: usize = 96;
const greatestWide: usize = 256;
/** Tasks that a product is cut into if it can be. */
const wantedTasks: usize = 32;

/** A side of a task's part of C: an even share, in whole tiles. */
// @ts-ignore: decorator
@inline
function sideGrain(length: usize, greatest: usize, tile: usize): usize {
  const parts = max<usize>(1, pieces(length, greatest));
  return roundUp(max<usize>(1, pieces(length, parts)), tile);
}

// @ts-ignore: decorator
@inline
function rowsOfPart(m: usize): usize {
  return sideGrain(m, greatestHigh, tileRows);
}

// @ts-ignore: decorator
@inline
function columnsOfPart(n: usize): usize {
  return sideGrain(n, greatestWide, tileColumns);
}

/**
 * Few outputs and many terms, as in the gradient of a small layer's weights,
 * give too few tasks: then the terms are cut into chunks too, whose sums are
 * added in a second phase. It gives the terms of one chunk.
 */
function chunkTerms(m: usize, n: usize, k: usize): usize {
  const parts = pieces(m, rowsOfPart(m)) *
    pieces(n, columnsOfPart(n));
  const chunks = pieces(wantedTasks, max<usize>(1, parts));
  return max<usize>(2 * depth, roundUp(pieces(k, chunks), depth));
}

// @ts-ignore: decorator
@inline
function chunksOf(step: usize): usize {
  const k = dim(step, 2);
  return max<usize>(1, pieces(k, chunkTerms(dim(step, 0), dim(step, 1), k)));
}

export function matmulTNTasks(step: usize): u32 {
  const m = dim(step, 0), n = dim(step, 1);
  return pieces(m, rowsOfPart(m)) *
    pieces(n, columnsOfPart(n)) * <u32>chunksOf(step);
}

/** Bytes of the chunks' sums. */
export function chunkScratch(step: usize): u32 {
  const chunks = chunksOf(step);
  return chunks > 1 ? <u32>((chunks * dim(step, 0) * dim(step, 1)) << 2) : 0;
}

/** Bytes of the two packed blocks, behind the buffer for tiles. */
export const matmulTNScratch: u32 = matmulScratch +
  <u32>(depth * (greatestHigh + greatestWide) * 4);

export function matmulTN(step: usize, task: usize): void {
  const m = dim(step, 0), n = dim(step, 1), k = dim(step, 2);
  const rows = rowsOfPart(m), columns = columnsOfPart(n);
  const across = pieces(n, columns), down = pieces(m, rows);
  const chunk = task / (across * down), part = task % (across * down);
  const i0 = part / across * rows, i1 = min<usize>(i0 + rows, m);
  const j0 = part % across * columns, j1 = min<usize>(j0 + columns, n);
  const length = chunkTerms(m, n, k), first = chunk * length;
  const c = chunksOf(step) > 1
    ? sharedScratch(step) + ((chunk * m * n) << 2)
    : operand(step, 2);
  const edge = privateScratch(step), left = edge + <usize>matmulScratch;
  const right = left + ((roundUp(i1 - i0, tileRows) * depth) << 2);
  const last = min<usize>(first + length, k);
  let l = first;
  do {
    const terms = min<usize>(depth, last - l), begins = l == first;
    const a = operand(step, 0) + ((l * m + i0) << 2);
    const b = operand(step, 1) + ((l * n + j0) << 2);
    pack6(a, m << 2, i1 - i0, terms, left);
    pack8(b, n << 2, j1 - j0, terms, right);
    for (let j = j0; j < j1; j += tileColumns) {
      const panel = right + (((j - j0) * terms) << 2);
      const wide = min<usize>(tileColumns, j1 - j);
      for (let i = i0; i < i1; i += tileRows) {
        const from = left + (((i - i0) * terms) << 2);
        const to = c + ((i * n + j) << 2);
        const high = min<usize>(tileRows, i1 - i);
        if (high == tileRows && wide == tileColumns) {
          columnTile(from, panel, to, n << 2, terms, begins);
        } else {
          columnTile(from, panel, edge, 32, terms, true);
          addEdge(edge, to, n << 2, high, wide, begins);
        }
      }
    }
    l += depth;
  } while (l < last);
}

/**
 * Packs `terms` rows of `columns` floats into panels of 6. Row by row, since
 * rows a power of two apart would push each other out of the cache.
 */
function pack6(
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
function pack8(
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

const sumGrain: usize = 8192;

export function matmulTNSumTasks(step: usize): u32 {
  if (chunksOf(step) == 1) return 0;
  return pieces(dim(step, 0) * dim(step, 1), sumGrain);
}

/** Adds up the chunks' sums. */
export function matmulTNSum(step: usize, task: usize): void {
  const length = dim(step, 0) * dim(step, 1), chunks = chunksOf(step);
  const end = taskEnd(task, sumGrain, length), c = operand(step, 2);
  for (let i = task * sumGrain; i < end; i += 4) {
    let at = sharedScratch(step) + (i << 2);
    let sum = v128.load(at);
    for (let chunk: usize = 1; chunk < chunks; chunk++) {
      at += length << 2;
      sum = f32x4.add(sum, v128.load(at));
    }
    if (end - i >= 4) v128.store(c + (i << 2), sum);
    else storePart(c + (i << 2), sum, end - i);
  }
}

/** One tile where both operands are packed, A in panels of 6 rows of C. */
function columnTile(
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
