/**
 * Operations on tensors: each records a kernel together with its gradient.
 * Shapes are checked where they are recorded.
 *
 * @module
 */

import * as elementwise from "../kernels/elementwise.ts";
import * as embedding from "../kernels/embedding.ts";
import * as matmul from "../kernels/matmul.ts";
import * as normalise from "../kernels/normalise.ts";
import * as reduce from "../kernels/reduce.ts";
import * as classify from "../kernels/classify.ts";
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

/** The three layouts of a product, by what is transposed. */
function product(
  kernel: Kernel,
  a: Tensor,
  b: Tensor,
  m: number,
  n: number,
  k: number,
): Tensor {
  return a.graph.record(kernel, [a, b], [[m, n]], { m, n, k })[0]!;
}

/**
 * A linear layer: `y[rows, out] = x[rows, in] weight[out, in]^T + bias[out]`.
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const rows = rowsOf(x), inside = columnsOf(x), out = weight.shape[0]!;
  if (weight.shape[1] !== inside) {
    throw new RangeError(
      `Cannot apply a linear layer of shape [${weight.shape}] to a tensor of ` +
        `shape [${x.shape}]`,
    );
  }
  const [y] = x.graph.record(
    matmul.matmulNT,
    [x, weight],
    [[rows, out]],
    { m: rows, n: out, k: inside },
    [],
    ([dy]) =>
      dy
        ? [
          reshape(
            product(matmul.matmulNN, dy, weight, rows, inside, out),
            x.shape,
          ),
          product(matmul.matmulTN, dy, x, out, inside, rows),
        ]
        : [undefined, undefined],
  );
  return bias ? addRow(y!, bias) : y!;
}

/** `y[r, c] = x[r, c] + b[c]`. */
export function addRow(x: Tensor, b: Tensor): Tensor {
  const dims = { rows: rowsOf(x), columns: columnsOf(x) };
  return x.graph.record(
    elementwise.addRow,
    [x, b],
    [x.shape],
    dims,
    [],
    ([dy]) => [
      dy,
      dy && dy.graph.record(reduce.columnSum, [dy], [b.shape], dims)[0],
    ],
  )[0]!;
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

/** Layer normalisation of the last axis. */
export function layerNorm(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  epsilon: number,
): Tensor {
  const dims = { rows: rowsOf(x), columns: columnsOf(x) };
  const [y, mean, rstd] = x.graph.record(
    normalise.layerNorm,
    [x, gamma, beta],
    [x.shape, [dims.rows], [dims.rows]],
    dims,
    [epsilon],
    ([dy]) => {
      if (!dy) return [undefined, undefined, undefined];
      const [dx] = x.graph.record(
        normalise.layerNormGradInput,
        [dy, x, gamma, mean!, rstd!],
        [x.shape],
        dims,
      );
      const [dgamma, dbeta] = x.graph.record(
        normalise.layerNormGradScale,
        [dy, x, mean!, rstd!],
        [gamma.shape, beta.shape],
        dims,
      );
      return [dx, dgamma, dbeta];
    },
  );
  return y!;
}

/** Rows of a table by index: `y[r] = table[index[r]]`. */
export function gatherRows(table: Tensor, index: Tensor): Tensor {
  const dims = {
    rows: count(index),
    columns: columnsOf(table),
    entries: rowsOf(table),
  };
  return table.graph.record(
    embedding.gatherRows,
    [table, index],
    [[dims.rows, dims.columns]],
    dims,
    [],
    ([dy]) => {
      if (!dy) return [undefined, undefined];
      const [order, starts] = dy.graph.record(
        embedding.bucketRows,
        [index],
        [[dims.rows], [dims.entries + 1]],
        dims,
      );
      const [dtable] = dy.graph.record(
        embedding.gatherRowsGrad,
        [dy, order!, starts!],
        [table.shape],
        dims,
      );
      return [dtable, undefined];
    },
  )[0]!;
}

/**
 * The log-probability, in nats, of each target under softmax of its row.
 *
 * @param logits Shape [rows, vocabulary].
 * @param target Token ids, as many as rows.
 * @returns A tensor of the targets' shape.
 */
export function tokenLogProbability(logits: Tensor, target: Tensor): Tensor {
  const dims = { rows: rowsOf(logits), vocabulary: columnsOf(logits) };
  const [y, lse] = logits.graph.record(
    classify.tokenLogProbability,
    [logits, target],
    [target.shape, [dims.rows]],
    dims,
    [],
    ([dy]) => [
      dy && dy.graph.record(
        classify.tokenLogProbabilityGrad,
        [logits, target, lse!, dy],
        [logits.shape],
        dims,
      )[0],
      undefined,
    ],
  );
  return y!;
}
