/** Sums over rows and columns, and the broadcasts that are their gradients. */

import { dim, operand, pieces, rowGrain, taskEnd } from "./step";
import { dot, sum } from "./vector";

const elements: usize = 16384;
/** Columns that one task of a column sum takes: one cache line of floats. */
const strip: usize = 16;
/** Rows that are summed on their own before they join the total. */
const block: usize = 64;

export function rowTasks(step: usize): u32 {
  return pieces(dim(step, 0), rowGrain(dim(step, 1), elements));
}

export function columnTasks(step: usize): u32 {
  return pieces(dim(step, 1), strip);
}

/**
 * A sum in blocks of 4096, joined in float64, so that its error does not grow
 * with the length of the row.
 */
// @ts-ignore: decorator
@inline
function longSum(a: usize, b: usize, count: usize, product: bool): f32 {
  if (count <= 4096) return product ? dot(a, b, count) : sum(a, count);
  let total: f64 = 0;
  for (let i: usize = 0; i < count; i += 4096) {
    const n = min<usize>(4096, count - i), at = i << 2;
    total += product ? dot(a + at, b + at, n) : sum(a + at, n);
  }
  return <f32>total;
}

export function rowSum(step: usize, task: usize): void {
  const x = operand(step, 0), y = operand(step, 1), columns = dim(step, 1);
  const grain = rowGrain(columns, elements);
  const end = taskEnd(task, grain, dim(step, 0));
  for (let r = task * grain; r < end; r++) {
    const at = x + ((r * columns) << 2);
    store<f32>(y + (r << 2), longSum(at, 0, columns, false));
  }
}

export function rowDot(step: usize, task: usize): void {
  const a = operand(step, 0), b = operand(step, 1), y = operand(step, 2);
  const columns = dim(step, 1), grain = rowGrain(columns, elements);
  const end = taskEnd(task, grain, dim(step, 0));
  for (let r = task * grain; r < end; r++) {
    const i = (r * columns) << 2;
    store<f32>(y + (r << 2), longSum(a + i, b + i, columns, true));
  }
}

export function columnSum(step: usize, task: usize): void {
  const end = taskEnd(task, strip, dim(step, 1));
  let c = task * strip;
  if (c + strip <= end) return columnSum16(step, c);
  for (; c < end; c++) columnSum1(step, c);
}

function columnSum16(step: usize, c: usize): void {
  const rows = dim(step, 0), width = dim(step, 1) << 2;
  let t0 = f32x4.splat(0), t1 = t0, t2 = t0, t3 = t0;
  let at = operand(step, 0) + (c << 2);
  for (let r: usize = 0; r < rows; r += block) {
    const last = min<usize>(r + block, rows);
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let i = r; i < last; i++, at += width) {
      s0 = f32x4.add(s0, v128.load(at));
      s1 = f32x4.add(s1, v128.load(at, 16));
      s2 = f32x4.add(s2, v128.load(at, 32));
      s3 = f32x4.add(s3, v128.load(at, 48));
    }
    t0 = f32x4.add(t0, s0);
    t1 = f32x4.add(t1, s1);
    t2 = f32x4.add(t2, s2);
    t3 = f32x4.add(t3, s3);
  }
  const y = operand(step, 1) + (c << 2);
  v128.store(y, t0);
  v128.store(y, t1, 16);
  v128.store(y, t2, 32);
  v128.store(y, t3, 48);
}

function columnSum1(step: usize, c: usize): void {
  const rows = dim(step, 0), width = dim(step, 1) << 2;
  const x = operand(step, 0) + (c << 2);
  let total: f32 = 0;
  for (let r: usize = 0; r < rows; r += block) {
    const last = min<usize>(r + block, rows);
    let part: f32 = 0;
    for (let i = r; i < last; i++) part += load<f32>(x + i * width);
    total += part;
  }
  store<f32>(operand(step, 1) + (c << 2), total);
}

export function broadcastColumn(step: usize, task: usize): void {
  const s = operand(step, 0), y = operand(step, 1), columns = dim(step, 1);
  const grain = rowGrain(columns, elements), width = columns << 2;
  const end = taskEnd(task, grain, dim(step, 0)), whole = (columns & ~3) << 2;
  for (let r = task * grain; r < end; r++) {
    const value = load<f32>(s + (r << 2)), at = y + r * width;
    const four = f32x4.splat(value);
    for (let i: usize = 0; i < whole; i += 16) v128.store(at + i, four);
    for (let i = whole; i < width; i += 4) store<f32>(at + i, value);
  }
}

export function scaleRows(step: usize, task: usize): void {
  const x = operand(step, 0), s = operand(step, 1), y = operand(step, 2);
  const columns = dim(step, 1), grain = rowGrain(columns, elements);
  const end = taskEnd(task, grain, dim(step, 0));
  const width = columns << 2, whole = (columns & ~3) << 2;
  for (let r = task * grain; r < end; r++) {
    const value = load<f32>(s + (r << 2)), four = f32x4.splat(value);
    const from = x + r * width, to = y + r * width;
    for (let i: usize = 0; i < whole; i += 16) {
      v128.store(to + i, f32x4.mul(v128.load(from + i), four));
    }
    for (let i = whole; i < width; i += 4) {
      store<f32>(to + i, load<f32>(from + i) * value);
    }
  }
}
