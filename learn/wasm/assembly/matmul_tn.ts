/**
 * C = A^T B, the gradient of a layer's weights: both operands' terms lie down
 * their columns, and there are many of them for few elements of C.
 */

import {
  depth,
  leftStride,
  pack8,
  packTransposed,
  roundUp,
  sinkBytes,
} from "./matmul_pack";
import { tile, tileColumns, tileRows } from "./matmul_tile";
import {
  bytesOf,
  dim,
  operand,
  pieces,
  privateScratch,
  sharedScratch,
  taskEnd,
} from "./step";
import { loadPart, storePart } from "./vector";

/** The number of the kernel that adds to C (learn/kernels/mod.ts). */
const tnAdd: u32 = 48;

/** The greatest part of C in one task: its packed operands stay in the cache. */
const greatestHigh: usize = 128;
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
  const parts = pieces(m, rowsOfPart(m)) * pieces(n, columnsOfPart(n));
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
  const length = dim(step, 0) * dim(step, 1);
  return chunks > 1 ? bytesOf(chunks, length) : 0;
}

const partBytes: usize = greatestHigh * greatestWide * 4;
const leftBytes: usize = greatestHigh * leftStride;
const rightBytes: usize = depth * greatestWide * 4;

/** Bytes of a task's part of C, of its packed operands and of the sink. */
export const matmulTNScratch: u32 =
  <u32>(partBytes + leftBytes + rightBytes + sinkBytes);

export function matmulTN(step: usize, task: usize): void {
  const m = dim(step, 0), n = dim(step, 1), k = dim(step, 2);
  const rows = rowsOfPart(m), columns = columnsOfPart(n);
  const across = pieces(n, columns), down = pieces(m, rows);
  const chunk = task / (across * down), part = task % (across * down);
  const i0 = part / across * rows, i1 = min<usize>(i0 + rows, m);
  const j0 = part % across * columns, j1 = min<usize>(j0 + columns, n);
  const length = chunkTerms(m, n, k), first = chunk * length;
  const sums = privateScratch(step), left = sums + partBytes;
  const right = left + leftBytes, sink = right + rightBytes;
  const last = min<usize>(first + length, k);
  let l = first;
  do {
    const terms = min<usize>(depth, last - l);
    const a = operand(step, 0) + ((l * m + i0) << 2);
    const b = operand(step, 1) + ((l * n + j0) << 2);
    packTransposed(a, m << 2, i1 - i0, terms, left);
    pack8(b, n << 2, j1 - j0, terms, right);
    for (let j = j0; j < j1; j += tileColumns) {
      const panel = right + (((j - j0) * terms) << 2);
      for (let i = i0; i < i1; i += tileRows) {
        const from = left + (i - i0) * leftStride;
        const to = sums + (((i - i0) * greatestWide + j - j0) << 2);
        const width = greatestWide << 2;
        tile(from, leftStride, 7, panel, to, width, terms, l == first, sink);
      }
    }
    l += depth;
  } while (l < last);
  const chunks = chunksOf(step) > 1;
  const c = chunks
    ? sharedScratch(step) + ((chunk * m * n) << 2)
    : operand(step, 2);
  const adds = !chunks && load<u32>(step) == tnAdd;
  for (let i = i0; i < i1; i++) {
    const from = sums + ((i - i0) * greatestWide << 2);
    move(from, c + ((i * n + j0) << 2), j1 - j0, adds);
  }
}

/** Puts `count` sums to C, or adds them to what is there. */
function move(from: usize, c: usize, count: usize, adds: bool): void {
  const end = from + (count << 2), whole = from + ((count & ~3) << 2);
  for (; from < whole; from += 16, c += 16) {
    const x = v128.load(from);
    v128.store(c, adds ? f32x4.add(v128.load(c), x) : x);
  }
  if (from < end) {
    const rest = (end - from) >> 2, x = v128.load(from);
    storePart(c, adds ? f32x4.add(loadPart(c, rest, 0), x) : x, rest);
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
  const adds = load<u32>(step) == tnAdd;
  for (let i = task * sumGrain; i < end; i += 4) {
    const to = c + (i << 2), rest = min<usize>(end - i, 4);
    let at = sharedScratch(step) + (i << 2);
    let sum = v128.load(at);
    for (let chunk: usize = 1; chunk < chunks; chunk++) {
      at += length << 2;
      sum = f32x4.add(sum, v128.load(at));
    }
    if (rest == 4) {
      v128.store(to, adds ? f32x4.add(v128.load(to), sum) : sum);
    } else {
      storePart(to, adds ? f32x4.add(loadPart(to, rest, 0), sum) : sum, rest);
    }
  }
}
