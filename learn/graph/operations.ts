/**
 * Operations on tensors, element by element and as sums: each records a kernel
 * together with its gradient. Shapes are checked where they are recorded.
 *
 * @module
 */

import * as elementwise from "../kernels/elementwise.ts";
import * as reduce from "../kernels/reduce.ts";
import type { Kernel } from "../kernels/kernel.ts";
import { columnsOf, count, reshape, rowsOf, type Tensor } from "./graph.ts";

function sameShape(a: Tensor, b: Tensor, what: string) {
  if (String(a.shape) !== String(b.shape)) {
    throw new RangeError(
      `Cannot ${what} tensors of shapes [${a.shape}] and [${b.shape}]`,
    );
  }
}

function unary(
  kernel: Kernel,
  x: Tensor,
  pullback: (dy: Tensor, y: Tensor) => Tensor,
  constants: readonly number[] = [],
): Tensor {
  const [y] = x.graph.record(
    kernel,
    [x],
    [x.shape],
    { n: count(x) },
    constants,
    ([dy]) => [dy && pullback(dy, y!)],
  );
  return y!;
}

function binary(
  kernel: Kernel,
  a: Tensor,
  b: Tensor,
  pullback: ((dy: Tensor) => readonly Tensor[]) | null,
): Tensor {
  sameShape(a, b, kernel.name);
  return a.graph.record(
    kernel,
    [a, b],
    [a.shape],
    { n: count(a) },
    [],
    pullback && (([dy]) => dy ? pullback(dy) : [undefined, undefined]),
  )[0]!;
}

/** `a + b` of equal shapes. */
export function add(a: Tensor, b: Tensor): Tensor {
  return binary(elementwise.add, a, b, (dy) => [dy, dy]);
}

/** `a - b` of equal shapes. */
export function subtract(a: Tensor, b: Tensor): Tensor {
  return binary(elementwise.subtract, a, b, (dy) => [dy, affine(dy, -1)]);
}

/** `a b`, element by element. */
export function multiply(a: Tensor, b: Tensor): Tensor {
  return binary(
    elementwise.multiply,
    a,
    b,
    (dy) => [multiply(dy, b), multiply(dy, a)],
  );
}

/** `scale x + shift`. */
export function affine(x: Tensor, scale: number, shift = 0): Tensor {
  return unary(
    elementwise.affine,
    x,
    (dy) => affine(dy, scale),
    [scale, shift],
  );
}

/** `e^x`. */
export function exp(x: Tensor): Tensor {
  return unary(elementwise.exp, x, (dy, y) => multiply(dy, y));
}

/** `x^2`. */
export function square(x: Tensor): Tensor {
  return unary(
    elementwise.square,
    x,
    (dy) => affine(multiply(dy, x), 2),
  );
}

/** `max(x, 0)`; its gradient at 0 is 0. */
export function relu(x: Tensor): Tensor {
  return unary(
    elementwise.relu,
    x,
    (dy) => binary(elementwise.reluGrad, x, dy, null),
  );
}

/** `y` where `x > 0`, else 0, element by element; a number without gradient. */
export function whereAboveZero(x: Tensor, y: Tensor): Tensor {
  return binary(elementwise.reluGrad, x, y, null);
}

/** `x Phi(x)`, the exact form (Hendrycks and Gimpel, arXiv 1606.08415). */
export function gelu(x: Tensor): Tensor {
  return unary(
    elementwise.gelu,
    x,
    (dy) => binary(elementwise.geluGrad, x, dy, null),
  );
}

/** `log(1 / (1 + e^-x))`. */
export function logSigmoid(x: Tensor): Tensor {
  return unary(
    elementwise.logSigmoid,
    x,
    (dy) => binary(elementwise.logSigmoidGrad, x, dy, null),
  );
}

/** Adds a tensor to memory of a device, in place. */
export function accumulate(memory: Tensor, x: Tensor): void {
  const { graph } = x;
  graph.record(elementwise.accumulate, [memory, x], [], { n: count(x) });
}

/** Sums the last axis: from [..., c] to [...]. */
export function rowSum(x: Tensor): Tensor {
  const dims = { rows: rowsOf(x), columns: columnsOf(x) };
  return x.graph.record(
    reduce.rowSum,
    [x],
    [x.shape.slice(0, -1)],
    dims,
    [],
    ([dy]) => [
      dy && dy.graph.record(reduce.broadcastColumn, [dy], [x.shape], dims)[0],
    ],
  )[0]!;
}

/** The dot products of the rows of two tensors of equal shapes. */
export function rowDot(a: Tensor, b: Tensor): Tensor {
  sameShape(a, b, "take row-wise products of");
  const dims = { rows: rowsOf(a), columns: columnsOf(a) };
  const scaled = (x: Tensor, dy: Tensor) =>
    dy.graph.record(reduce.scaleRows, [x, dy], [x.shape], dims)[0]!;
  return a.graph.record(
    reduce.rowDot,
    [a, b],
    [a.shape.slice(0, -1)],
    dims,
    [],
    ([dy]) => dy ? [scaled(b, dy), scaled(a, dy)] : [undefined, undefined],
  )[0]!;
}

/** The sum of all elements, as a tensor of shape [1]. */
export function sum(x: Tensor): Tensor {
  return reshape(rowSum(reshape(x, [1, count(x)])), [1]);
}

/** The dot product of all elements of two tensors, as a tensor of shape [1]. */
export function dot(a: Tensor, b: Tensor): Tensor {
  const shape = [1, count(a)];
  return reshape(rowDot(reshape(a, shape), reshape(b, shape)), [1]);
}
