/**
 * Matrix products in the three layouts that a linear layer and its gradients
 * need. Matrices are dense and row-major.
 *
 * @module
 */

import { type Kernel, read, size, type Values, write } from "./kernel.ts";

function matmul(
  name: string,
  doc: string,
  a: (dims: Record<string, number>) => [row: number, inner: number],
  b: (dims: Record<string, number>) => [inner: number, column: number],
): Kernel {
  return {
    name,
    doc,
    operands: [
      read("a", size("m", "k")),
      read("b", size("k", "n")),
      write("c", size("m", "n")),
    ],
    dims: ["m", "n", "k"],
    constants: [],
    flops: ({ m, n, k }) => 2 * m! * n! * k!,
    reference([x, y, z], dims) {
      const { m, n, k } = dims as { m: number; n: number; k: number };
      const [ai, ak] = a(dims), [bk, bj] = b(dims);
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let l = 0; l < k; l++) {
            sum += (x as Values)[i * ai + l * ak]! *
              (y as Values)[l * bk + j * bj]!;
          }
          z![i * n + j] = sum;
        }
      }
    },
  };
}

/**
 * `C[m, n] = A[m, k] B[k, n]`.
 *
 * Error: gamma(k + 2) times |A| |B|.
 */
export const matmulNN: Kernel = matmul(
  "matmul_nn",
  "C[m, n] = A[m, k] B[k, n]",
  ({ k }) => [k!, 1],
  ({ n }) => [n!, 1],
);

/**
 * `C[m, n] = A[m, k] B[n, k]^T`: a linear layer with weights [out, in].
 *
 * Error: gamma(k + 2) times |A| |B|^T.
 */
export const matmulNT: Kernel = matmul(
  "matmul_nt",
  "C[m, n] = A[m, k] B[n, k]^T",
  ({ k }) => [k!, 1],
  ({ k }) => [1, k!],
);

/**
 * `C[m, n] = A[k, m]^T B[k, n]`: the gradient of a layer's weights.
 *
 * Error: gamma(k + 2) times |A|^T |B|.
 */
export const matmulTN: Kernel = matmul(
  "matmul_tn",
  "C[m, n] = A[k, m]^T B[k, n]",
  ({ m }) => [1, m!],
  ({ n }) => [n!, 1],
);
