/**
 * Rows of a table by index in WGSL. The gradient has one writer for each
 * element of the table, which adds up its bucket of rows in order, so that no
 * atomic addition is needed. Long buckets are added up in two stages: sorted
 * rows are cut into segments of one length, and the first pass sums each
 * segment as far as the bucket goes that its first row is in.
 *
 * @module
 */

import { type Pass, type Planner, type Shader, single } from "../shader.ts";
import { byFour } from "./loops.ts";

const width = 64;

/** Shaders are written for single columns and for columns by fours. */
type Cell = "f32" | "vec4<f32>";

const suffix = (cell: Cell) => cell === "f32" ? "" : "_vector";

const gather = (cell: Cell): Shader => ({
  name: `gather_rows${suffix(cell)}`,
  arrays: [["table", cell], ["index", "u32"], ["y", cell]],
  integers: ["rows", "columns", "entries"],
  floats: [],
  size: width,
  body: `  let i: u32 = group * ${width}u + local;
  if (i < p.rows * p.columns) {
    let entry: u32 = min(index[i / p.columns], p.entries - 1u);
    y[i] = table[entry * p.columns + i % p.columns];
  }`,
});

const integers = ["rows", "columns", "entries", "segment", "segments"];

/** Adds the sorted rows from `begin` to before `end` to `sum`, in order. */
const addRows = (begin: string, end: string) =>
  byFour("i", begin, end, "        sum += dy[order[i] * p.columns + c];");

/** What of a segment belongs to the bucket that it begins in or goes on. */
const segments = (cell: Cell): Shader => ({
  name: `gather_rows_grad_segments${suffix(cell)}`,
  arrays: [["dy", cell], ["order", "u32"], ["starts", "u32"], ["part", cell]],
  integers,
  floats: [],
  size: width,
  body: `  let index: u32 = group * ${width}u + local;
  if (index < p.segments * p.columns) {
    let c: u32 = index % p.columns;
    let first: u32 = index / p.columns * p.segment;
    // The last entry that starts at or before the segment.
    var low: u32 = 0u;
    var high: u32 = p.entries;
    while (low < high) {
      let middle: u32 = (low + high + 1u) / 2u;
      if (starts[middle] <= first) {
        low = middle;
      } else {
        high = middle - 1u;
      }
    }
    let bucket_end: u32 = select(first, starts[min(low + 1u, p.entries)],
      low < p.entries);
    let end: u32 = min(min(first + p.segment, bucket_end), p.rows);
    var sum: ${cell} = ${cell}(0.0);
${addRows("first", "end")}
    part[index] = sum;
  }`,
});

/** An entry's rows up to the next segment's start, then whole segments. */
const sums = (cell: Cell): Shader => ({
  name: `gather_rows_grad${suffix(cell)}`,
  arrays: [
    ["dy", cell],
    ["order", "u32"],
    ["starts", "u32"],
    ["part", cell],
    ["dtable", cell],
  ],
  integers,
  floats: [],
  size: width,
  body: `  let index: u32 = group * ${width}u + local;
  if (index < p.entries * p.columns) {
    let c: u32 = index % p.columns;
    let entry: u32 = index / p.columns;
    let first: u32 = starts[entry];
    let end: u32 = min(starts[entry + 1u], p.rows);
    let whole: u32 = (first + p.segment - 1u) / p.segment;
    let direct: u32 = min(end, whole * p.segment);
    var sum: ${cell} = ${cell}(0.0);
${addRows("first", "direct")}
    for (var s: u32 = whole; s * p.segment < end; s++) {
      sum += part[s * p.columns + c];
    }
    dtable[index] = sum;
  }`,
});

const cells = ([rows, columns]: readonly number[]) =>
  Math.ceil(rows! * columns! / width);

const shadersFor = (cell: Cell) => ({
  gather: single(gather(cell), cells),
  segments: segments(cell),
  sums: sums(cell),
});

const scalar = shadersFor("f32"), vector = shadersFor("vec4<f32>");

/** Rows in a segment, at least. */
const leastSegment = 64;

/** Planners by the kernel's name. */
export const embedding: Readonly<Record<string, Planner>> = {
  gather_rows: ([rows, columns, entries], constants, target) =>
    columns! % 4 === 0
      ? vector.gather([rows!, columns! / 4, entries!], constants, target)
      : scalar.gather([rows!, columns!, entries!], constants, target),
  gather_rows_grad([rows, columns, entries]) {
    const fours = columns! % 4 === 0;
    const shaders = fours ? vector : scalar, cells = columns! / (fours ? 4 : 1);
    // The root makes a long bucket's two sums about equally long.
    const segment = Math.max(leastSegment, Math.ceil(Math.sqrt(rows!)));
    const count = Math.ceil(rows! / segment);
    const pass = (
      shader: Shader,
      bind: Pass["bind"],
      length: number,
    ): Pass => ({
      shader,
      bind,
      integers: [rows!, cells, entries!, segment, count],
      floats: [],
      groups: Math.ceil(length / width),
    });
    return {
      passes: [
        pass(shaders.segments, [0, 1, 2, "scratch"], count * cells),
        pass(shaders.sums, [0, 1, 2, "scratch", 3], entries! * cells),
      ],
      scratch: Math.max(4, count * columns!),
    };
  },
};
