/**
 * Taking rows of a table by index, and the gradient of that. It serves the
 * token embedding, and picking the last position of each sequence.
 *
 * @module
 */

import { type Kernel, read, size, write } from "./kernel.ts";

const dims = ["rows", "columns", "entries"] as const;

/**
 * `y[r] = table[index[r]]`. Indices are below `entries`: whoever makes them checks.
 *
 * Error: none.
 */
export const gatherRows: Kernel = {
  name: "gather_rows",
  doc: "y[r, c] = table[index[r], c]",
  operands: [
    read("table", size("entries", "columns")),
    read("index", size("rows"), "u32"),
    write("y", size("rows", "columns")),
  ],
  dims,
  constants: [],
  flops: () => 0,
  reference([table, index, y], { rows, columns }) {
    for (let r = 0; r < rows!; r++) {
      for (let c = 0; c < columns!; c++) {
        y![r * columns! + c] = table![index![r]! * columns! + c]!;
      }
    }
  },
};

/**
 * Sorts rows by their entry, stably: entry e has the rows `order[starts[e]]` to
 * `order[starts[e + 1] - 1]`, in ascending order. Rows whose index is no entry
 * come last, behind `starts[entries]`.
 *
 * Error: none; integers.
 */
export const bucketRows: Kernel = {
  name: "bucket_rows",
  doc: "order = the rows, sorted stably by min(index, entries); " +
    "starts[e] = the number of rows with index[r] < e",
  operands: [
    read("index", size("rows"), "u32"),
    write("order", size("rows"), "u32"),
    write("starts", ({ entries }) => entries! + 1, "u32"),
  ],
  dims: ["rows", "entries"],
  constants: [],
  flops: () => 0,
  reference([index, order, starts], { entries }) {
    const keys = Array.from(index!, (e) => Math.min(e, entries!));
    const sorted = Array.from(keys, (_, r) => r)
      .sort((a, b) => keys[a]! - keys[b]! || a - b);
    order!.set(sorted);
    starts!.fill(0);
    for (const key of keys) if (key < entries!) starts![key + 1]!++;
    for (let e = 0; e < entries!; e++) starts![e + 1]! += starts![e]!;
  },
};

/**
 * Sums the rows that came from one entry. {@linkcode bucketRows} says which
 * they are, so that each element has one writer, and the work is that of the
 * rows and entries, not of their product.
 *
 * Error: gamma(rows + 1) times the sum of the terms' absolute values.
 */
export const gatherRowsGrad: Kernel = {
  name: "gather_rows_grad",
  doc: "dtable[e, c] = sum_{starts[e] <= i < starts[e + 1]} dy[order[i], c]; " +
    "0 for an entry that no row took",
  operands: [
    read("dy", size("rows", "columns")),
    read("order", size("rows"), "u32"),
    read("starts", ({ entries }) => entries! + 1, "u32"),
    write("dtable", size("entries", "columns")),
  ],
  dims,
  constants: [],
  flops: ({ rows, columns }) => rows! * columns!,
  reference([dy, order, starts, dtable], { columns, entries }) {
    for (let e = 0; e < entries!; e++) {
      for (let c = 0; c < columns!; c++) {
        let sum = 0;
        for (let i = starts![e]!; i < starts![e + 1]!; i++) {
          sum += dy![order![i]! * columns! + c]!;
        }
        dtable![e * columns! + c] = sum;
      }
    }
  },
};
