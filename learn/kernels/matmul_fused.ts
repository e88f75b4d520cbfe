/**
 * Matrix products with an epilogue: what a layer does to a product's elements
 * next, while they are still at hand. Each computes what the plain product and
 * the element-wise kernels compute one after the other.
 *
 * @module
 */

import { geluOf, geluSlopeOf } from "./elementwise.ts";
import {
  type Dims,
  type Kernel,
  type Operand,
  read,
  size,
  update,
  type Values,
  write,
} from "./kernel.ts";
import { matmulNN, matmulNT, matmulTN } from "./matmul.ts";

const bias = read("bias", size("n"));
const residual = read("r", size("m", "n"));
const output = write("c", size("m", "n"));

/**
 * A product whose elements `epilogue` makes into the output.
 *
 * @param others The operands after `a` and `b`, the output last.
 * @param epilogue Writes element `at` of the outputs, given the product's.
 */
function fused(
  name: string,
  doc: string,
  product: Kernel,
  others: readonly Operand[],
  epilogue: (
    product: number,
    at: number,
    operands: readonly Values[],
    dims: Dims,
  ) => void,
): Kernel {
  return {
    ...product,
    name,
    doc,
    operands: [...product.operands.slice(0, 2), ...others],
    flops: (dims) => product.flops(dims) + dims.m! * dims.n!,
    reference([a, b, ...rest], dims, constants) {
      const products = new Float64Array(dims.m! * dims.n!);
      product.reference([a!, b!, products], dims, constants);
      products.forEach((x, at) => epilogue(x, at, rest, dims));
    },
  };
}

/**
 * `C[m, n] = A[m, k] B[n, k]^T + bias[n]`.
 *
 * Error: gamma(k + 3) times (|A| |B|^T + |bias|).
 */
export const matmulNTBias: Kernel = fused(
  "matmul_nt_bias",
  "C[m, n] = A[m, k] B[n, k]^T + bias[n]",
  matmulNT,
  [bias, output],
  (x, at, [bias, c], { n }) => c![at] = x + bias![at % n!]!,
);

/**
 * `U[m, n] = A[m, k] B[n, k]^T + bias[n]` and `C = gelu(U)`: the gradient needs
 * U.
 *
 * Error: of U, gamma(k + 3) times (|A| |B|^T + |bias|); of C, 1.13 times that
 * (GELU's steepest slope) and GELU's own.
 */
export const matmulNTBiasGelu: Kernel = fused(
  "matmul_nt_bias_gelu",
  "U[m, n] = A[m, k] B[n, k]^T + bias[n], C = U Phi(U)",
  matmulNT,
  [bias, write("u", size("m", "n")), output],
  (x, at, [bias, u, c], { n }) => {
    u![at] = x + bias![at % n!]!;
    c![at] = geluOf(u![at]!);
  },
);

/**
 * `C[m, n] = A[m, k] B[n, k]^T + bias[n] + R[m, n]`.
 *
 * Error: gamma(k + 4) times (|A| |B|^T + |bias| + |R|).
 */
export const matmulNTBiasAdd: Kernel = fused(
  "matmul_nt_bias_add",
  "C[m, n] = A[m, k] B[n, k]^T + bias[n] + R[m, n]",
  matmulNT,
  [bias, residual, output],
  (x, at, [bias, r, c], { n }) => c![at] = x + bias![at % n!]! + r![at]!,
);

/**
 * `C[m, n] = A[m, k] B[k, n] + R[m, n]`.
 *
 * Error: gamma(k + 3) times (|A| |B| + |R|).
 */
export const matmulNNAdd: Kernel = fused(
  "matmul_nn_add",
  "C[m, n] = A[m, k] B[k, n] + R[m, n]",
  matmulNN,
  [residual, output],
  (x, at, [r, c]) => c![at] = x + r![at]!,
);

/**
 * `C[m, n] = A[m, k] B[k, n] gelu'(U[m, n])`: from the gradient of a layer's
 * output to that of its input's GELU.
 *
 * Error: 1.13 times gamma(k + 2) |A| |B|, and that of `gelu_grad`.
 */
export const matmulNNGeluGrad: Kernel = fused(
  "matmul_nn_gelu_grad",
  "C[m, n] = A[m, k] B[k, n] (Phi(U) + U phi(U))",
  matmulNN,
  [read("u", size("m", "n")), output],
  (x, at, [u, c]) => c![at] = x * geluSlopeOf(u![at]!),
);

/**
 * `C[m, n] += A[k, m]^T B[k, n]`: gradients that add up.
 *
 * Error: gamma(k + 3) times (|C| + |A|^T |B|).
 */
export const matmulTNAdd: Kernel = fused(
  "matmul_tn_add",
  "C[m, n] += A[k, m]^T B[k, n]",
  matmulTN,
  [update("c", size("m", "n"))],
  (x, at, [c]) => c![at]! += x,
);
