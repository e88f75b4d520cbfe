/**
 * Sums over rows and columns, and the broadcasts that are their gradients.
 *
 * @module
 */

import { type Kernel, read, size, write } from "./kernel.ts";

const matrix = size("rows", "columns");
const rows = size("rows");
const columns = size("columns");
const flops: Kernel["flops"] = ({ rows, columns }) => rows! * columns!;
const base = { dims: ["rows", "columns"], constants: [], flops } as const;

/**
 * `y[r] = sum over c of x[r, c]`.
 *
 * Error: gamma(columns + 1) times the sum of |x|.
 */
export const rowSum: Kernel = {
  ...base,
  name: "row_sum",
  doc: "y[r] = sum_c x[r, c]",
  operands: [read("x", matrix), write("y", rows)],
  reference([x, y], dims) {
    const width = dims.columns!;
    for (let r = 0; r < dims.rows!; r++) {
      let sum = 0;
      for (let c = 0; c < width; c++) sum += x![r * width + c]!;
      y![r] = sum;
    }
  },
};

/**
 * `y[r] = sum over c of a[r, c] b[r, c]`.
 *
 * Error: gamma(columns + 2) times the sum of |a b|.
 */
export const rowDot: Kernel = {
  ...base,
  name: "row_dot",
  doc: "y[r] = sum_c a[r, c] b[r, c]",
  operands: [read("a", matrix), read("b", matrix), write("y", rows)],
  reference([a, b, y], dims) {
    const width = dims.columns!;
    for (let r = 0; r < dims.rows!; r++) {
      let sum = 0;
      for (let i = r * width; i < (r + 1) * width; i++) sum += a![i]! * b![i]!;
      y![r] = sum;
    }
  },
};

/**
 * `y[c] = sum over r of x[r, c]`.
 *
 * Error: gamma(rows + 1) times the sum of |x|.
 */
export const columnSum: Kernel = {
  ...base,
  name: "column_sum",
  doc: "y[c] = sum_r x[r, c]",
  operands: [read("x", matrix), write("y", columns)],
  reference([x, y], dims) {
    const width = dims.columns!;
    for (let c = 0; c < width; c++) {
      let sum = 0;
      for (let r = 0; r < dims.rows!; r++) sum += x![r * width + c]!;
      y![c] = sum;
    }
  },
};

/**
 * `y[r, c] = s[r]`.
 *
 * Error: none.
 */
export const broadcastColumn: Kernel = {
  ...base,
  name: "broadcast_column",
  doc: "y[r, c] = s[r]",
  operands: [read("s", rows), write("y", matrix)],
  reference([s, y], dims) {
    for (let i = 0; i < y!.length; i++) {
      y![i] = s![Math.floor(i / dims.columns!)]!;
    }
  },
};

/**
 * `y[r, c] = x[r, c] s[r]`.
 *
 * Error: u times the result.
 */
export const scaleRows: Kernel = {
  ...base,
  name: "scale_rows",
  doc: "y[r, c] = x[r, c] s[r]",
  operands: [read("x", matrix), read("s", rows), write("y", matrix)],
  reference([x, s, y], dims) {
    for (let i = 0; i < y!.length; i++) {
      y![i] = x![i]! * s![Math.floor(i / dims.columns!)]!;
    }
  },
};
