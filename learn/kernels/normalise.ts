/**
 * Layer normalisation over rows (Ba et al., arXiv 1607.06450) and its
 * gradients. `mean` and `rstd` (one over the standard deviation) are kept from
 * the forward pass.
 *
 * @module
 */

import { type Kernel, read, size, write } from "./kernel.ts";

const matrix = size("rows", "columns");
const rows = size("rows");
const columns = size("columns");

/**
 * `y = (x - mean) rstd gamma + beta`, row by row.
 *
 * Error: of the mean, gamma(columns + 2) times the mean of |x|; of rstd, half
 * the variance's, relative (gamma(columns + 6) and the mean's), and the root's;
 * of y, both carried through, and 4 u of its terms.
 */
export const layerNorm: Kernel = {
  name: "layer_norm",
  doc: "y[r, c] = (x[r, c] - mean[r]) rstd[r] gamma[c] + beta[c]; " +
    "variance is the biased one, rstd = 1 / sqrt(variance + epsilon)",
  operands: [
    read("x", matrix),
    read("gamma", columns),
    read("beta", columns),
    write("y", matrix),
    write("mean", rows),
    write("rstd", rows),
  ],
  dims: ["rows", "columns"],
  constants: ["epsilon"],
  flops: ({ rows, columns }) => 8 * rows! * columns!,
  reference([x, gamma, beta, y, mean, rstd], dims, [epsilon]) {
    const width = dims.columns!;
    for (let r = 0; r < dims.rows!; r++) {
      let m = 0, v = 0;
      for (let c = 0; c < width; c++) m += x![r * width + c]! / width;
      for (let c = 0; c < width; c++) {
        v += (x![r * width + c]! - m) ** 2 / width;
      }
      const s = 1 / Math.sqrt(v + epsilon!);
      mean![r] = m;
      rstd![r] = s;
      for (let c = 0; c < width; c++) {
        y![r * width + c] = (x![r * width + c]! - m) * s * gamma![c]! +
          beta![c]!;
      }
    }
  },
};

/**
 * The gradient with respect to x.
 *
 * Error: rstd gamma(columns + 12) (|g| + mean |g| + |h| mean |g h|).
 */
export const layerNormGradInput: Kernel = {
  name: "layer_norm_grad_input",
  doc: "with h = (x - mean) rstd and g = dy gamma: " +
    "dx = rstd (g - mean_c(g) - h mean_c(g h))",
  operands: [
    read("dy", matrix),
    read("x", matrix),
    read("gamma", columns),
    read("mean", rows),
    read("rstd", rows),
    write("dx", matrix),
  ],
  dims: ["rows", "columns"],
  constants: [],
  flops: ({ rows, columns }) => 12 * rows! * columns!,
  reference([dy, x, gamma, mean, rstd, dx], dims) {
    const width = dims.columns!;
    for (let r = 0; r < dims.rows!; r++) {
      const h = (c: number) => (x![r * width + c]! - mean![r]!) * rstd![r]!;
      const g = (c: number) => dy![r * width + c]! * gamma![c]!;
      let meanG = 0, meanGH = 0;
      for (let c = 0; c < width; c++) {
        meanG += g(c) / width;
        meanGH += g(c) * h(c) / width;
      }
      for (let c = 0; c < width; c++) {
        dx![r * width + c] = rstd![r]! * (g(c) - meanG - h(c) * meanGH);
      }
    }
  },
};

/**
 * The gradients with respect to gamma and beta.
 *
 * Error: gamma(rows + 4) times the sum of the terms' absolute values.
 */
export const layerNormGradScale: Kernel = {
  name: "layer_norm_grad_scale",
  doc: "dgamma[c] = sum_r dy h, dbeta[c] = sum_r dy, h = (x - mean) rstd",
  operands: [
    read("dy", matrix),
    read("x", matrix),
    read("mean", rows),
    read("rstd", rows),
    write("dgamma", columns),
    write("dbeta", columns),
  ],
  dims: ["rows", "columns"],
  constants: [],
  flops: ({ rows, columns }) => 5 * rows! * columns!,
  reference([dy, x, mean, rstd, dgamma, dbeta], dims) {
    const width = dims.columns!;
    for (let c = 0; c < width; c++) {
      let g = 0, b = 0;
      for (let r = 0; r < dims.rows!; r++) {
        const i = r * width + c;
        g += dy![i]! * (x![i]! - mean![r]!) * rstd![r]!;
        b += dy![i]!;
      }
      dgamma![c] = g;
      dbeta![c] = b;
    }
  },
};
