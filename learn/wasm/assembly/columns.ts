/**
 * Sums over columns, those of layer norm's gradient among them, in two phases:
 * tasks add up chunks of rows, and then the chunks' sums are added up. So long
 * columns use all threads, and no sum has very many terms.
 */

import {
  bytesOf,
  dim,
  operand,
  pieces,
  sharedScratch,
  taskEnd,
} from "./step";
import { mulAdd, storePart } from "./vector";

/** Columns in one task. */
const strip: usize = 4096;

/** Rows of a chunk: part of the result's definition. */
// @ts-ignore: decorator
@inline
function chunkOf(columns: usize): usize {
  return min<usize>(512, max<usize>(32, 16384 / max<usize>(1, columns)));
}

// @ts-ignore: decorator
@inline
function chunksOf(step: usize): usize {
  return max<usize>(1, <usize>pieces(dim(step, 0), chunkOf(dim(step, 1))));
}

export function columnTasks(step: usize): u32 {
  return <u32>chunksOf(step) * pieces(dim(step, 1), strip);
}

/** Of the second phase, which there is where there are several chunks. */
export function columnTotalTasks(step: usize): u32 {
  return chunksOf(step) == 1 ? 0 : pieces(dim(step, 1), strip);
}

/** Bytes for the chunks' sums of `outputs` columns' sums. */
export function columnScratch(step: usize, outputs: usize): u32 {
  const chunks = chunksOf(step);
  if (chunks == 1) return 0;
  return bytesOf(chunks * outputs, dim(step, 1));
}

/** The rows and columns of a task. Each thread has its own. */
let firstRow: usize = 0;
let lastRow: usize = 0;
let firstColumn: usize = 0;
let lastColumn: usize = 0;

/** Finds out what a task is to do, and gives the number of its chunk. */
function place(step: usize, task: usize): usize {
  const columns = dim(step, 1), strips = <usize>pieces(columns, strip);
  const chunk = task / strips, rows = chunkOf(columns);
  firstRow = chunk * rows;
  lastRow = taskEnd(chunk, rows, dim(step, 0));
  firstColumn = (task % strips) * strip;
  lastColumn = taskEnd(task % strips, strip, columns);
  return chunk;
}

/**
 * Where a chunk's sums of output `i` of `outputs` go, if it has `first` as the
 * first of them among its operands.
 */
function sumsAt(
  step: usize,
  chunk: usize,
  i: usize,
  outputs: usize,
  first: usize,
): usize {
  if (chunksOf(step) == 1) return operand(step, first + i);
  return sharedScratch(step) + (((chunk * outputs + i) * dim(step, 1)) << 2);
}

export function columnSum(step: usize, task: usize): void {
  const chunk = place(step, task), width = dim(step, 1) << 2;
  const to = sumsAt(step, chunk, 0, 1, 1), end = lastColumn << 2;
  const from = operand(step, 0) + firstRow * width;
  const stop = operand(step, 0) + lastRow * width;
  let i = firstColumn << 2;
  for (; i + 128 <= end; i += 128) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let s4 = s0, s5 = s0, s6 = s0, s7 = s0;
    for (let x = from; x < stop; x += width) {
      const at = x + i;
      s0 = f32x4.add(s0, v128.load(at));
      s1 = f32x4.add(s1, v128.load(at, 16));
      s2 = f32x4.add(s2, v128.load(at, 32));
      s3 = f32x4.add(s3, v128.load(at, 48));
      s4 = f32x4.add(s4, v128.load(at, 64));
      s5 = f32x4.add(s5, v128.load(at, 80));
      s6 = f32x4.add(s6, v128.load(at, 96));
      s7 = f32x4.add(s7, v128.load(at, 112));
    }
    v128.store(to + i, s0);
    v128.store(to + i, s1, 16);
    v128.store(to + i, s2, 32);
    v128.store(to + i, s3, 48);
    v128.store(to + i, s4, 64);
    v128.store(to + i, s5, 80);
    v128.store(to + i, s6, 96);
    v128.store(to + i, s7, 112);
  }
  for (; i + 16 <= end; i += 16) {
    let sum = f32x4.splat(0);
    for (let x = from; x < stop; x += width) {
      sum = f32x4.add(sum, v128.load(x + i));
    }
    v128.store(to + i, sum);
  }
  for (; i < end; i += 4) {
    let sum: f32 = 0;
    for (let x = from; x < stop; x += width) sum += load<f32>(x + i);
    store<f32>(to + i, sum);
  }
}

/** The gradients of layer norm's gamma and beta. */
export function layerNormGradScale(step: usize, task: usize): void {
  const chunk = place(step, task), width = dim(step, 1) << 2;
  const dgamma = sumsAt(step, chunk, 0, 2, 4);
  const dbeta = sumsAt(step, chunk, 1, 2, 4), end = lastColumn << 2;
  const above = operand(step, 0) + firstRow * width;
  const inputs = operand(step, 1) + firstRow * width;
  const means = operand(step, 2) + (firstRow << 2);
  const rstds = operand(step, 3) + (firstRow << 2);
  // An address a row past the last one could be more than 32 bits hold.
  const stop = means + ((lastRow - firstRow) << 2);
  let i = firstColumn << 2;
  for (; i + 32 <= end; i += 32) {
    let g0 = f32x4.splat(0), g1 = g0, b0 = g0, b1 = g0;
    let dy = above + i, x = inputs + i, rstd = rstds;
    for (let mean = means; mean < stop; mean += 4, rstd += 4) {
      const m = v128.load_splat<f32>(mean), f = v128.load_splat<f32>(rstd);
      const dy0 = v128.load(dy), dy1 = v128.load(dy, 16);
      const h0 = f32x4.mul(f32x4.sub(v128.load(x), m), f);
      const h1 = f32x4.mul(f32x4.sub(v128.load(x, 16), m), f);
      g0 = mulAdd(dy0, h0, g0);
      g1 = mulAdd(dy1, h1, g1);
      b0 = f32x4.add(b0, dy0);
      b1 = f32x4.add(b1, dy1);
      dy += width;
      x += width;
    }
    v128.store(dgamma + i, g0);
    v128.store(dgamma + i, g1, 16);
    v128.store(dbeta + i, b0);
    v128.store(dbeta + i, b1, 16);
  }
  for (; i < end; i += 16) {
    const rest = min<usize>(4, (end - i) >> 2);
    let g = f32x4.splat(0), b = g;
    let dy = above + i, x = inputs + i, rstd = rstds;
    for (let mean = means; mean < stop; mean += 4, rstd += 4) {
      const m = v128.load_splat<f32>(mean), f = v128.load_splat<f32>(rstd);
      const dy0 = v128.load(dy);
      g = mulAdd(dy0, f32x4.mul(f32x4.sub(v128.load(x), m), f), g);
      b = f32x4.add(b, dy0);
      dy += width;
      x += width;
    }
    // Lanes past the end hold sums of what lies there, and are dropped.
    if (rest == 4) {
      v128.store(dgamma + i, g);
      v128.store(dbeta + i, b);
    } else {
      storePart(dgamma + i, g, rest);
      storePart(dbeta + i, b, rest);
    }
  }
}

/** Adds one row to another, from byte `i` to byte `end`. */
// @ts-ignore: decorator
@inline
function addTo(to: usize, from: usize, i: usize, end: usize): void {
  for (; i + 16 <= end; i += 16) {
    v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
  }
  for (; i < end; i += 4) {
    store<f32>(to + i, load<f32>(to + i) + load<f32>(from + i));
  }
}

/** Adds up the chunks' sums of one strip; see {@linkcode sumsAt}. */
export function columnTotal(
  step: usize,
  task: usize,
  outputs: usize,
  first: usize,
): void {
  const columns = dim(step, 1), chunks = chunksOf(step);
  const i = (task * strip) << 2, end = taskEnd(task, strip, columns) << 2;
  for (let o: usize = 0; o < outputs; o++) {
    const to = operand(step, first + o);
    const from = sumsAt(step, 0, o, outputs, first);
    memory.copy(to + i, from + i, end - i);
    for (let chunk: usize = 1; chunk < chunks; chunk++) {
      addTo(to, from + ((chunk * outputs * columns) << 2), i, end);
    }
  }
}
