/**
 * What becomes of a finished part of a product C = A B or C = A B^T: a bias, a
 * residual or GELU's gradient, in the order and with the operations of the
 * kernels that would do the same to the whole of C, so the bytes are theirs.
 */

import { geluOf, geluSlopeOf } from "./math";
import { dim, operand, sink } from "./step";
import { exchanged, loadPart, storePart } from "./vector";

// Numbers of the kernels (learn/kernels/mod.ts).
export const ntBias: u32 = 43;
export const ntBiasGelu: u32 = 44;
export const ntBiasAdd: u32 = 45;
export const nnAdd: u32 = 46;
export const nnGeluGrad: u32 = 47;

/** Which operand of a step holds the product's elements. */
export function productOperand(step: usize): usize {
  const kernel = load<u32>(step);
  return kernel < ntBias ? 2 : kernel == ntBiasAdd ? 4 : 3;
}

// @ts-ignore: decorator
@inline
function get(at: usize, count: usize): v128 {
  return count == 4 ? v128.load(at) : loadPart(at, count, 0);
}

// @ts-ignore: decorator
@inline
function put(at: usize, count: usize, x: v128): void {
  if (count == 4) v128.store(at, x);
  else storePart(at, x, count);
}

/**
 * `count` elements of a row of C.
 *
 * @param second Where they lie in the step's third operand, or for a bias,
 * where the columns' elements are.
 * @param third Where they lie in the step's fourth operand.
 * @param fourth Where they lie in the fifth, if there is one.
 */
// @ts-ignore: decorator
@inline
function apply(
  kernel: u32,
  second: usize,
  third: usize,
  fourth: usize,
  count: usize,
): void {
  let x = get(kernel == ntBiasAdd ? fourth : third, count);
  if (kernel <= ntBiasAdd) x = f32x4.add(x, get(second, count));
  switch (kernel) {
    case ntBias: return put(third, count, x);
    case ntBiasGelu:
      put(third, count, x);
      return put(fourth, count, geluOf(x));
    case ntBiasAdd:
      return put(fourth, count, f32x4.add(x, get(third, count)));
    case nnAdd:
      return put(third, count, f32x4.add(x, get(second, count)));
    default:
      return put(third, count, f32x4.mul(x, geluSlopeOf(get(second, count))));
  }
}

/**
 * Eight elements, where there is much to compute for each. It gives the sum of
 * their halves as integers: see `exchanged` in vector.ts.
 */
// @ts-ignore: decorator
@inline
function applyGelu(
  kernel: u32,
  second: usize,
  third: usize,
  fourth: usize,
): v128 {
  let x0 = v128.load(third), x1 = v128.load(third, 16);
  const other0 = v128.load(second), other1 = v128.load(second, 16);
  let y0: v128, y1: v128, to: usize;
  if (kernel == ntBiasGelu) {
    x0 = f32x4.add(x0, other0);
    x1 = f32x4.add(x1, other1);
    v128.store(third, x0);
    v128.store(third, x1, 16);
    y0 = geluOf(exchanged(x0, x1));
    y1 = geluOf(exchanged(x1, x0));
    to = fourth;
  } else {
    const slope0 = geluSlopeOf(exchanged(other0, other1));
    const slope1 = geluSlopeOf(exchanged(other1, other0));
    y0 = f32x4.mul(exchanged(x0, x1), slope0);
    y1 = f32x4.mul(exchanged(x1, x0), slope1);
    to = third;
  }
  v128.store(to, exchanged(y0, y1));
  v128.store(to, exchanged(y1, y0), 16);
  return i32x4.add(y0, y1);
}

// @ts-ignore: decorator
@inline
function rows(
  kernel: u32,
  step: usize,
  i: usize,
  j: usize,
  high: usize,
  wide: usize,
): void {
  const width = dim(step, 1) << 2, from = i * width + (j << 2);
  const bias = kernel <= ntBiasAdd;
  const gelu = kernel == ntBiasGelu || kernel == nnGeluGrad;
  let bits = i32x4.splat(0);
  let second = operand(step, 2) + (bias ? j << 2 : from);
  let third = operand(step, 3) + from, fourth = operand(step, 4) + from;
  for (; high != 0; high--) {
    let left = wide;
    for (; left >= 8; left -= 8) {
      if (gelu) {
        bits = v128.xor(bits, applyGelu(kernel, second, third, fourth));
      } else {
        apply(kernel, second, third, fourth, 4);
        apply(kernel, second + 16, third + 16, fourth + 16, 4);
      }
      second += 32;
      third += 32;
      fourth += 32;
    }
    if (left >= 4) {
      apply(kernel, second, third, fourth, 4);
      second += 16;
      third += 16;
      fourth += 16;
      left -= 4;
    }
    if (left) apply(kernel, second, third, fourth, left);
    const back = (wide - left) << 2;
    second += (bias ? 0 : width) - back;
    third += width - back;
    fourth += width - back;
  }
  if (gelu) v128.store(sink(), bits);
}

// A function for each kernel, and not a loop for all of them that chooses anew
// at each vector: identical tails of the calls would be folded into one.

function finishBias(s: usize, i: usize, j: usize, h: usize, w: usize): void {
  rows(ntBias, s, i, j, h, w);
}

function finishGelu(s: usize, i: usize, j: usize, h: usize, w: usize): void {
  rows(ntBiasGelu, s, i, j, h, w);
}

function finishBiasAdd(s: usize, i: usize, j: usize, h: usize, w: usize): void {
  rows(ntBiasAdd, s, i, j, h, w);
}

function finishAdd(s: usize, i: usize, j: usize, h: usize, w: usize): void {
  rows(nnAdd, s, i, j, h, w);
}

function finishGrad(s: usize, i: usize, j: usize, h: usize, w: usize): void {
  rows(nnGeluGrad, s, i, j, h, w);
}

/** Finishes `high` rows and `wide` columns from row i and column j on. */
export function finish(
  step: usize,
  i: usize,
  j: usize,
  high: usize,
  wide: usize,
): void {
  switch (load<u32>(step)) {
    case ntBias: return finishBias(step, i, j, high, wide);
    case ntBiasGelu: return finishGelu(step, i, j, high, wide);
    case ntBiasAdd: return finishBiasAdd(step, i, j, high, wide);
    case nnAdd: return finishAdd(step, i, j, high, wide);
    case nnGeluGrad: return finishGrad(step, i, j, high, wide);
  }
}
