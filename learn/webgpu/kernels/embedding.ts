/**
 * Rows of a table by index in WGSL. The gradient has one writer for each
 * element of the table, which goes through all rows (or a slice of them) in
 * order, so that no atomic addition is needed.
 *
 * @module
 */

import { type Planner, type Shader, single, unroll } from "../shader.ts";
import { sumRows } from "./reduce.ts";

const width = 64;

const gather: Shader = {
  name: "gather_rows",
  arrays: [["table", "f32"], ["index", "u32"], ["y", "f32"]],
  integers: ["rows", "columns", "entries"],
  floats: [],
  size: width,
  body: `  let i: u32 = group * ${width}u + local;
  if (i < p.rows * p.columns) {
    y[i] = table[index[i / p.columns] * p.columns + i % p.columns];
  }`,
};

/**
 * Columns that an invocation has: reading the indices is most of the work, and
 * it serves all of them.
 */
const share = 8;

/** `q` is how many invocations share a row of the table. */
const scatter: Shader = {
  name: "gather_rows_grad",
  arrays: [["dy", "f32"], ["index", "u32"], ["dtable", "f32"]],
  integers: ["rows", "columns", "entries", "q", "slices", "depth"],
  floats: [],
  size: width,
  declarations: `fn put(to: u32, column: u32, sum: f32) {
  if (column < p.columns) {
    dtable[to + column] = sum;
  }
}`,
  body: `  let i: u32 = group * ${width}u + local;
  if (i < p.entries * p.q * p.slices) {
    let c: u32 = i % p.q;
    let entry: u32 = i / p.q % p.entries;
    let slice: u32 = i / (p.q * p.entries);
    let end: u32 = min((slice + 1u) * p.depth, p.rows);
${
    unroll(share, (j) =>
      `    let c${j}: u32 = min(c + ${j}u * p.q, p.columns - 1u);`)
  }
${unroll(share, (j) => `    var sum${j}: f32 = 0.0;`)}
    for (var row: u32 = slice * p.depth; row < end; row++) {
      if (index[row] == entry) {
        let start: u32 = row * p.columns;
${unroll(share, (j) => `        sum${j} += dy[start + c${j}];`)}
      }
    }
    let to: u32 = (slice * p.entries + entry) * p.columns;
${unroll(share, (j) => `    put(to, c + ${j}u * p.q, sum${j});`)}
  }`,
};

/** Rows in a slice, at least, and invocations that keep a device busy. */
const leastDepth = 256, enough = 16384;

/** Planners by the kernel's name. */
export const embedding: Readonly<Record<string, Planner>> = {
  gather_rows: single(
    gather,
    ([rows, columns]) => Math.ceil(rows! * columns! / width),
  ),
  gather_rows_grad([rows, columns, entries]) {
    const length = entries! * columns!, q = Math.ceil(columns! / share);
    const wanted = Math.min(
      Math.ceil(rows! / leastDepth),
      Math.ceil(enough / (entries! * q)),
    );
    const depth = Math.ceil(rows! / wanted), slices = Math.ceil(rows! / depth);
    const first = {
      shader: scatter,
      integers: [rows!, columns!, entries!, q, slices, depth],
      floats: [],
      groups: Math.ceil(entries! * q * slices / width),
    };
    if (slices === 1) return { passes: [{ ...first, bind: [0, 1, 2] }] };
    return {
      passes: [
        { ...first, bind: [0, 1, "scratch"] },
        sumRows(slices, length, 2),
      ],
      scratch: length * slices,
    };
  },
};
