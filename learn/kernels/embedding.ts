/**
 * Taking rows of a table by index, and the gradient of that. It serves the
 * token embedding, and picking the last position of each sequence.
 *
 * @module
 */

import { type Kernel, read, size, write } from "./kernel.ts";

const dims = ["rows", "columns", "entries"] as const;

/** `y[r] = table[index[r]]`. Indices are below `entries`: whoever makes them checks. */
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

/** Sums the rows that came from one entry, in ascending order of rows. */
export const gatherRowsGrad: Kernel = {
  name: "gather_rows_grad",
  doc: "dtable[e, c] = sum over r with index[r] = e of dy[r, c]; " +
    "0 for an entry that no row took",
  operands: [
    read("dy", size("rows", "columns")),
    read("index", size("rows"), "u32"),
    write("dtable", size("entries", "columns")),
  ],
  dims,
  constants: [],
  flops: ({ rows, columns }) => rows! * columns!,
  reference([dy, index, dtable], { rows, columns }) {
    dtable!.fill(0);
    for (let r = 0; r < rows!; r++) {
      for (let c = 0; c < columns!; c++) {
        dtable![index![r]! * columns! + c]! += dy![r * columns! + c]!;
      }
    }
  },
};
