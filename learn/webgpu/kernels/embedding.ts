/**
 * Rows of a table by index in WGSL. The gradient has one writer for each
 * element of the table, which goes through all rows (or a slice of them) in
 * order, so that no atomic addition is needed.
 *
 * @module
 */

import { type Planner, type Shader, single } from "../shader.ts";
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

const scatter: Shader = {
  name: "gather_rows_grad",
  arrays: [["dy", "f32"], ["index", "u32"], ["dtable", "f32"]],
  integers: ["rows", "columns", "entries", "slices", "depth"],
  floats: [],
  size: width,
  body: `  let i: u32 = group * ${width}u + local;
  let length: u32 = p.entries * p.columns;
  if (i < length * p.slices) {
    let slice: u32 = i / length;
    let entry: u32 = i % length / p.columns;
    let column: u32 = i % p.columns;
    let end: u32 = min((slice + 1u) * p.depth, p.rows);
    var sum: f32 = 0.0;
    for (var row: u32 = slice * p.depth; row < end; row++) {
      if (index[row] == entry) {
        sum += dy[row * p.columns + column];
      }
    }
    dtable[i] = sum;
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
    const length = entries! * columns!;
    const wanted = Math.min(
      Math.ceil(rows! / leastDepth),
      Math.ceil(enough / length),
    );
    const depth = Math.ceil(rows! / wanted), slices = Math.ceil(rows! / depth);
    const first = {
      shader: scatter,
      integers: [rows!, columns!, entries!, slices, depth],
      floats: [],
      groups: Math.ceil(length * slices / width),
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
