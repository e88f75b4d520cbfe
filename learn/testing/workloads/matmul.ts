/**
 * Workloads of the products of matrices.
 *
 * @module
 */

import type { Workloads } from "./workload.ts";

/** m, n, k. */
const products = [
  [1, 1, 1],
  [1, 33, 7],
  [65, 1, 64],
  [7, 5, 130],
  [16, 16, 16],
  [33, 72, 64],
  [64, 192, 65],
  [129, 67, 31],
  [132, 36, 1028],
  [200, 130, 258],
  [5, 523, 300],
];

/** As gradients of weights are: many terms, and more elements than a task's. */
const transposed = [...products, [132, 260, 600]];

/** Workloads by the kernel's name. */
export const matmulWorkloads: Workloads = {
  matmul_nn: { shapes: products, polynomial: true },
  matmul_nt: { shapes: products, polynomial: true },
  matmul_tn: { shapes: transposed, polynomial: true },
  matmul_nt_bias: { shapes: products, polynomial: true },
  matmul_nt_bias_gelu: { shapes: products },
  matmul_nt_bias_add: { shapes: products, polynomial: true },
  matmul_nn_add: { shapes: products, polynomial: true },
  matmul_nn_gelu_grad: {
    shapes: products,
    fill: (random, { m, n }) => ({ u: random.uniforms(m! * n!, -5, 5) }),
  },
  matmul_tn_add: { shapes: transposed, polynomial: true },
};
