/**
 * Bounds on the rounding errors of products of matrices.
 *
 * @module
 */

import { matmulNN } from "../../kernels/matmul.ts";
import { type Bounds, type BoundsByName, type Result, sums } from "./bound.ts";
import { geluError, geluGradError } from "./elementwise.ts";

/** The steepest slope of GELU, at the square root of 2: the error's factor. */
const steepest = 1.13;

function matmulNTBiasGelu(result: Result): Bounds {
  const { after, accuracy } = result;
  const { u } = sums(({ k }) => k! + 3)(result);
  return {
    u: u!,
    c: (at) =>
      steepest * u!(at) + geluError(after.u![at]!, after.c![at]!, accuracy),
  };
}

function matmulNNGeluGrad(result: Result): Bounds {
  const { before, after, dims, accuracy } = result;
  const product = new Float64Array(dims.m! * dims.n!);
  const { c } = sums(({ k }) => k! + 2)({ ...result, kernel: matmulNN });
  matmulNN.reference([before.a!, before.b!, product], dims, []);
  return {
    c: (at) =>
      steepest * c!(at) +
      geluGradError(before.u![at]!, product[at]!, after.c![at]!, accuracy),
  };
}

/** Bounds by the kernel's name. */
export const matmulBounds: BoundsByName = {
  matmul_nn: sums(({ k }) => k! + 2),
  matmul_nt: sums(({ k }) => k! + 2),
  matmul_tn: sums(({ k }) => k! + 2),
  matmul_nt_bias: sums(({ k }) => k! + 3),
  matmul_nt_bias_gelu: matmulNTBiasGelu,
  matmul_nt_bias_add: sums(({ k }) => k! + 4),
  matmul_nn_add: sums(({ k }) => k! + 3),
  matmul_nn_gelu_grad: matmulNNGeluGrad,
  matmul_tn_add: sums(({ k }) => k! + 3),
};
