/**
 * What becomes of a finished tile of a product C = A B or C = A B^T: a bias, a
 * residual or GELU's gradient, in the order and with the operations of the
 * kernels that would do the same to the whole of C, so the bytes are theirs.
 */

import { geluOf, geluSlopeOf } from "./math";
import { dim, operand } from "./step";
import { loadPart, storePart } from "./vector";

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

/** `count` elements from byte `at` of C on, in the column of byte `column`. */
// @ts-ignore: decorator
@inline
function apply(
  kernel: u32,
  step: usize,
  at: usize,
  column: usize,
  count: usize,
): void {
  const second = operand(step, 2), third = operand(step, 3);
  let x = get((kernel == ntBiasAdd ? operand(step, 4) : third) + at, count);
  if (kernel <= ntBiasAdd) x = f32x4.add(x, get(second + column, count));
  switch (kernel) {
    case ntBias: return put(third + at, count, x);
    case ntBiasGelu:
      put(third + at, count, x);
      return put(operand(step, 4) + at, count, geluOf(x));
    case ntBiasAdd:
      x = f32x4.add(x, get(third + at, count));
      return put(operand(step, 4) + at, count, x);
    case nnAdd:
      return put(third + at, count, f32x4.add(x, get(second + at, count)));
    default:
      x = f32x4.mul(x, geluSlopeOf(get(second + at, count)));
      return put(third + at, count, x);
  }
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
  const width = dim(step, 1) << 2, end = (j + wide) << 2;
  for (let row = i * width; high != 0; high--, row += width) {
    let column = j << 2;
    for (; column + 12 < end; column += 16) {
      apply(kernel, step, row + column, column, 4);
    }
    if (column < end) {
      apply(kernel, step, row + column, column, (end - column) >> 2);
    }
  }
}

/** Finishes the tile of `high` rows and `wide` columns at row i, column j. */
export function finish(
  step: usize,
  i: usize,
  j: usize,
  high: usize,
  wide: usize,
): void {
  // A literal number in each case, so that each gets its own loop.
  switch (load<u32>(step)) {
    case ntBias: return rows(ntBias, step, i, j, high, wide);
    case ntBiasGelu: return rows(ntBiasGelu, step, i, j, high, wide);
    case ntBiasAdd: return rows(ntBiasAdd, step, i, j, high, wide);
    case nnAdd: return rows(nnAdd, step, i, j, high, wide);
    case nnGeluGrad: return rows(nnGeluGrad, step, i, j, high, wide);
  }
}
