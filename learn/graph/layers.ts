/**
 * The layers of a network as operations: products with weights, normalisation,
 * tables, log-probabilities. Each records a kernel together with its gradient;
 * what a device can do in one kernel is put together later (`fuse.ts`).
 *
 * @module
 */

import * as classify from "../kernels/classify.ts";
import * as elementwise from "../kernels/elementwise.ts";
import * as embedding from "../kernels/embedding.ts";
import type { Kernel } from "../kernels/kernel.ts";
import * as matmul from "../kernels/matmul.ts";
import * as normalise from "../kernels/normalise.ts";
import * as reduce from "../kernels/reduce.ts";
import { columnsOf, count, reshape, rowsOf, type Tensor } from "./graph.ts";

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
