/** Element-wise kernels. */

import {
  constant,
  dim,
  operand,
  pieces,
  sink,
  taskEnd,
} from "./step";
import { exp, exp64, geluOf, geluSlopeOf, logSigmoid64 } from "./math";
import { exchanged, loadPart, mulAdd, storePart } from "./vector";

// Elements in a task: cheap operations, and those with an exponential.
const cheap: usize = 32768;
const dear: usize = 8192;

/** Whether there is much to compute for each element. */
// @ts-ignore: decorator
@inline
function isDear(kernel: u32): bool {
  return kernel == 8 || (kernel >= 12 && kernel <= 15);
}

function grainOf(kernel: u32): usize {
  return isDear(kernel) ? dear : cheap;
}

export function elementwiseTasks(kernel: u32, step: usize): u32 {
  return pieces(dim(step, 0), grainOf(kernel));
}

// @ts-ignore: decorator
@inline
function unary(kernel: u32, factor: v128, shift: v128, x: v128): v128 {
  switch (kernel) {
    case 7:
      return mulAdd(x, factor, shift);
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

/**
 * Applies the kernel from `at` to `end`, both in elements, two vectors at a
 * time.
 */
// @ts-ignore: decorator
@inline
function applyUnary(kernel: u32, step: usize, at: usize, end: usize): void {
  let x = operand(step, 0) + (at << 2), y = operand(step, 1) + (at << 2);
  const stop = operand(step, 0) + (end << 2);
  // Only one kernel has constants. The others never look at these.
  const f = f32x4.splat(<f32>constant(step, 0));
  const s = f32x4.splat(<f32>constant(step, 1));
  let bits = i32x4.splat(0);
  for (; x + 32 <= stop; x += 32, y += 32) {
    const low = v128.load(x), high = v128.load(x, 16);
    if (isDear(kernel)) {
      const y0 = unary(kernel, f, s, exchanged(low, high));
      const y1 = unary(kernel, f, s, exchanged(high, low));
      bits = v128.xor(bits, i32x4.add(y0, y1));
      v128.store(y, exchanged(y0, y1));
      v128.store(y, exchanged(y1, y0), 16);
    } else {
      const y0 = unary(kernel, f, s, low), y1 = unary(kernel, f, s, high);
      v128.store(y, y0);
      v128.store(y, y1, 16);
    }
  }
  if (isDear(kernel)) v128.store(sink(), bits);
  for (; x + 16 <= stop; x += 16, y += 16) {
    v128.store(y, unary(kernel, f, s, v128.load(x)));
  }
  if (x < stop) {
    const rest = (stop - x) >> 2, part = loadPart(x, rest, 0);
    storePart(y, unary(kernel, f, s, part), rest);
  }
}

// @ts-ignore: decorator
@inline
function applyBinary(kernel: u32, step: usize, at: usize, end: usize): void {
  let a = operand(step, 0) + (at << 2), b = operand(step, 1) + (at << 2);
  let y = operand(step, 2) + (at << 2);
  const stop = operand(step, 0) + (end << 2);
  let bits = i32x4.splat(0);
  for (; a + 32 <= stop; a += 32, b += 32, y += 32) {
    const a0 = v128.load(a), a1 = v128.load(a, 16);
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    if (isDear(kernel)) {
      const y0 = binary(kernel, exchanged(a0, a1), exchanged(b0, b1));
      const y1 = binary(kernel, exchanged(a1, a0), exchanged(b1, b0));
      bits = v128.xor(bits, i32x4.add(y0, y1));
      v128.store(y, exchanged(y0, y1));
      v128.store(y, exchanged(y1, y0), 16);
    } else {
      const y0 = binary(kernel, a0, b0), y1 = binary(kernel, a1, b1);
      v128.store(y, y0);
      v128.store(y, y1, 16);
    }
  }
  if (isDear(kernel)) v128.store(sink(), bits);
  for (; a + 16 <= stop; a += 16, b += 16, y += 16) {
    v128.store(y, binary(kernel, v128.load(a), v128.load(b)));
  }
  if (a < stop) {
    const rest = (stop - a) >> 2;
    const part = binary(kernel, loadPart(a, rest, 0), loadPart(b, rest, 0));
    storePart(y, part, rest);
  }
}

// A function for each kernel, and not a loop for all of them that chooses anew
// at each vector: identical tails of the calls would be folded into one.

function add(step: usize, at: usize, end: usize): void {
  applyBinary(3, step, at, end);
}

function subtract(step: usize, at: usize, end: usize): void {
  applyBinary(4, step, at, end);
}

function multiply(step: usize, at: usize, end: usize): void {
  applyBinary(5, step, at, end);
}

function copy(step: usize, at: usize, end: usize): void {
  memory.copy(
    operand(step, 1) + (at << 2),
    operand(step, 0) + (at << 2),
    (end - at) << 2,
  );
}

function affine(step: usize, at: usize, end: usize): void {
  applyUnary(7, step, at, end);
}

function expOf(step: usize, at: usize, end: usize): void {
  applyUnary(8, step, at, end);
}

function square(step: usize, at: usize, end: usize): void {
  applyUnary(9, step, at, end);
}

function relu(step: usize, at: usize, end: usize): void {
  applyUnary(10, step, at, end);
}

function reluGrad(step: usize, at: usize, end: usize): void {
  applyBinary(11, step, at, end);
}

function gelu(step: usize, at: usize, end: usize): void {
  applyUnary(12, step, at, end);
}

function geluGrad(step: usize, at: usize, end: usize): void {
  applyBinary(13, step, at, end);
}

export function elementwise(kernel: u32, step: usize, task: usize): void {
  const grain = grainOf(kernel);
  const at = task * grain, end = taskEnd(task, grain, dim(step, 0));
  switch (kernel) {
    case 3: return add(step, at, end);
    case 4: return subtract(step, at, end);
    case 5: return multiply(step, at, end);
    case 6: return copy(step, at, end);
    case 7: return affine(step, at, end);
    case 8: return expOf(step, at, end);
    case 9: return square(step, at, end);
    case 10: return relu(step, at, end);
    case 11: return reluGrad(step, at, end);
    case 12: return gelu(step, at, end);
    case 13: return geluGrad(step, at, end);
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
