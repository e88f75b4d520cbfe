/** Sums of rows, sums with a row, and the gradients of sums. */

import { dim, operand, pieces, rowGrain, taskEnd } from "./step";
import { dot, sum } from "./vector";

const elements: usize = 16384;

export function rowTasks(step: usize): u32 {
  return pieces(dim(step, 0), rowGrain(dim(step, 1), elements));
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

export function addRowTasks(step: usize): u32 {
  return pieces(dim(step, 0), rowGrain(dim(step, 1), elements));
}

export function addRow(step: usize, task: usize): void {
  const columns = dim(step, 1), grain = rowGrain(columns, elements);
  const end = taskEnd(task, grain, dim(step, 0));
  const b = operand(step, 1), width = columns << 2, whole = (columns & ~3) << 2;
  for (let r = task * grain; r < end; r++) {
    const x = operand(step, 0) + r * width, y = operand(step, 2) + r * width;
    for (let i: usize = 0; i < whole; i += 16) {
      v128.store(y + i, f32x4.add(v128.load(x + i), v128.load(b + i)));
    }
    for (let i = whole; i < width; i += 4) {
      store<f32>(y + i, load<f32>(x + i) + load<f32>(b + i));
    }
  }
}
