/** Element-wise kernels, and the sum of a matrix and a row. */

import { constant, dim, operand, pieces, rowGrain, taskEnd } from "./step";
import { exp, exp64, geluOf, geluSlopeOf, logSigmoid64 } from "./math";
import { loadPart, mulAdd, storePart } from "./vector";

// Elements in a task: cheap operations, and those with an exponential.
const cheap: usize = 32768;
const dear: usize = 8192;

function grainOf(kernel: u32): usize {
  return kernel == 8 || (kernel >= 12 && kernel <= 15) ? dear : cheap;
}

export function elementwiseTasks(kernel: u32, step: usize): u32 {
  return pieces(dim(step, 0), grainOf(kernel));
}

// @ts-ignore: decorator
@inline
function unary(kernel: u32, step: usize, x: v128): v128 {
  switch (kernel) {
    case 7:
      return mulAdd(
        x,
        f32x4.splat(<f32>constant(step, 0)),
        f32x4.splat(<f32>constant(step, 1)),
      );
    case 8:
      return exp(x);
    case 9:
      return f32x4.mul(x, x);
    case 10:
      return f32x4.max(x, f32x4.splat(0));
    case 12:
      return geluOf(x);
    default:
      return x;
  }
}

// @ts-ignore: decorator
@inline
function binary(kernel: u32, a: v128, b: v128): v128 {
  switch (kernel) {
    case 3:
      return f32x4.add(a, b);
    case 4:
      return f32x4.sub(a, b);
    case 5:
      return f32x4.mul(a, b);
    case 11:
      return v128.and(b, f32x4.gt(a, f32x4.splat(0)));
    default:
      return f32x4.mul(b, geluSlopeOf(a));
  }
}

/** Applies the kernel from `at` to `end`, both in elements. */
// @ts-ignore: decorator
@inline
function applyUnary(kernel: u32, step: usize, at: usize, end: usize): void {
  const x = operand(step, 0), y = operand(step, 1);
  for (; at + 4 <= end; at += 4) {
    v128.store(y + (at << 2), unary(kernel, step, v128.load(x + (at << 2))));
  }
  if (at < end) {
    const part = loadPart(x + (at << 2), end - at, 0);
    storePart(y + (at << 2), unary(kernel, step, part), end - at);
  }
}

// @ts-ignore: decorator
@inline
function applyBinary(kernel: u32, step: usize, at: usize, end: usize): void {
  const a = operand(step, 0), b = operand(step, 1), y = operand(step, 2);
  for (; at + 4 <= end; at += 4) {
    const i = at << 2;
    v128.store(y + i, binary(kernel, v128.load(a + i), v128.load(b + i)));
  }
  if (at < end) {
    const i = at << 2, rest = end - at;
    const part = binary(kernel, loadPart(a + i, rest, 0), loadPart(b + i, rest, 0));
    storePart(y + i, part, rest);
  }
}

export function elementwise(kernel: u32, step: usize, task: usize): void {
  const grain = grainOf(kernel);
  const at = task * grain, end = taskEnd(task, grain, dim(step, 0));
  // A literal number in each case, so that each gets its own loop.
  switch (kernel) {
    case 3: return applyBinary(3, step, at, end);
    case 4: return applyBinary(4, step, at, end);
    case 5: return applyBinary(5, step, at, end);
    case 6: {
      memory.copy(
        operand(step, 1) + (at << 2),
        operand(step, 0) + (at << 2),
        (end - at) << 2,
      );
      return;
    }
    case 7: return applyUnary(7, step, at, end);
    case 8: return applyUnary(8, step, at, end);
    case 9: return applyUnary(9, step, at, end);
    case 10: return applyUnary(10, step, at, end);
    case 11: return applyBinary(11, step, at, end);
    case 12: return applyUnary(12, step, at, end);
    case 13: return applyBinary(13, step, at, end);
    case 14: return logSigmoid(step, at, end);
    case 15: return logSigmoidGrad(step, at, end);
  }
}

// The two below run over a batch, not over a batch's tokens: float64 is cheap.

function logSigmoid(step: usize, at: usize, end: usize): void {
  const x = operand(step, 0), y = operand(step, 1);
  for (; at < end; at++) {
    const value = <f64>load<f32>(x + (at << 2));
    store<f32>(y + (at << 2), <f32>logSigmoid64(value));
  }
}

function logSigmoidGrad(step: usize, at: usize, end: usize): void {
  const x = operand(step, 0), dy = operand(step, 1), dx = operand(step, 2);
  for (; at < end; at++) {
    const value = <f64>load<f32>(x + (at << 2));
    const slope = exp64(logSigmoid64(-value));
    const above = <f64>load<f32>(dy + (at << 2));
    store<f32>(dx + (at << 2), <f32>(above * slope));
  }
}

export function addRowTasks(step: usize): u32 {
  return pieces(dim(step, 0), rowGrain(dim(step, 1), cheap));
}

export function addRow(step: usize, task: usize): void {
  const columns = dim(step, 1), grain = rowGrain(columns, cheap);
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

export function inPlaceTasks(step: usize): u32 {
  return pieces(dim(step, 0), cheap);
}

export function accumulate(step: usize, task: usize): void {
  const end = taskEnd(task, cheap, dim(step, 0));
  const y = operand(step, 0), x = operand(step, 1);
  let at = task * cheap;
  for (; at + 4 <= end; at += 4) {
    const i = at << 2;
    v128.store(y + i, f32x4.add(v128.load(y + i), v128.load(x + i)));
  }
  for (; at < end; at++) {
    const i = at << 2;
    store<f32>(y + i, load<f32>(y + i) + load<f32>(x + i));
  }
}

/** What learn/device/device.ts calls `poisonBits`. */
const poisonBits: u32 = 0x7fc5a5a5;

export function poison(step: usize, task: usize): void {
  const end = taskEnd(task, cheap, dim(step, 0));
  const y = operand(step, 0);
  for (let at = task * cheap; at < end; at++) {
    store<u32>(y + (at << 2), poisonBits);
  }
}
