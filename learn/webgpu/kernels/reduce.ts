/**
 * Sums in WGSL. The order of a sum follows from the dimensions alone.
 *
 * Rows: `lanes` invocations share a row, each taking every lanes-th element,
 * and add up their parts in a tree. Columns: each invocation walks down one
 * column; long columns are cut into slices that a second pass adds up.
 *
 * @module
 */

import { type Pass, type Plan, type Planner, type Shader } from "../shader.ts";

/** Invocations of a workgroup. */
export const width = 64;
/** Invocations that keep a large device busy. */
const enough = 16384;

/**
 * How many invocations share a row: a power of two, at most a workgroup, and no
 * more than leaves each of them sixteen elements.
 */
export function lanesFor(rows: number, columns: number): number {
  let lanes = 1;
  while (
    lanes < width && rows * lanes < enough && lanes * 32 <= columns
  ) lanes *= 2;
  return lanes;
}

/** Workgroups for rows that `lanes` invocations share. */
export const groupsForRows = (rows: number, lanes: number): number =>
  Math.ceil(rows * lanes / width);

/**
 * Declares `total(value, local)` and `greatest(value, local)`: a value's sum
 * and maximum over the lanes of a row. Every invocation of a workgroup has to
 * call them. The shader needs a parameter `lanes`.
 */
export const rowTrees = ["total", "greatest"].map((name) => `
fn ${name}(value: f32, local: u32) -> f32 {
  if (p.lanes == 1u) {
    return value;
  }
  let lane: u32 = local % p.lanes;
  parts[local] = value;
  workgroupBarrier();
  for (var stride: u32 = p.lanes / 2u; stride > 0u; stride /= 2u) {
    if (lane < stride) {
      let other: f32 = parts[local + stride];
      parts[local] = ${
  name === "total" ? "parts[local] + other" : "max(parts[local], other)"
};
    }
    workgroupBarrier();
  }
  let result: f32 = parts[local - lane];
  workgroupBarrier();
  return result;
}`).join("\n");

/** The memory that {@linkcode rowTrees} needs. */
export const rowParts = `var<workgroup> parts: array<f32, ${width}>;`;

/**
 * The beginning of a row shader's body: `row`, `lane`, whether the row is
 * `real`, and `start`, the index of its first element. Invocations past the
 * last row compute it again and write nothing.
 */
export const rowStart = `  let lane: u32 = local % p.lanes;
  let row: u32 = group * (${width}u / p.lanes) + local / p.lanes;
  let real: bool = row < p.rows;
  let start: u32 = min(row, p.rows - 1u) * p.columns;`;

/** A loop over a lane's elements: `i` is the index of one, `c` its column. */
export const overRow = (body: string): string =>
  `  for (var c: u32 = lane; c < p.columns; c += p.lanes) {
    let i: u32 = start + c;
    ${body}
  }`;

function rowShader(name: string, arrays: string[], term: string): Shader {
  return {
    name,
    arrays: [...arrays, "y"].map((array) => [array, "f32"]),
    integers: ["rows", "columns", "lanes"],
    floats: [],
    size: width,
    declarations: rowParts + rowTrees,
    body: `${rowStart}
  var sum: f32 = 0.0;
${overRow(`sum += ${term};`)}
  sum = total(sum, local);
  if (real && lane == 0u) {
    y[row] = sum;
  }`,
  };
}

const rowSum = rowShader("row_sum", ["x"], "x[i]");
const rowDot = rowShader("row_dot", ["a", "b"], "a[i] * b[i]");

const rowPlanner = (shader: Shader): Planner => ([rows, columns]) => {
  const lanes = lanesFor(rows!, columns!);
  return {
    passes: [{
      shader,
      bind: shader.arrays.map((_, i) => i),
      integers: [rows!, columns!, lanes],
      floats: [],
      groups: groupsForRows(rows!, lanes),
    }],
  };
};

/**
 * A shader for sums down columns: invocation (slice, column) adds the terms of
 * its slice of the rows.
 *
 * @param terms One expression of the element's index `i` and column `c` for
 *   each sum; sums of one slice lie behind each other.
 */
export function columnShader(
  name: string,
  arrays: readonly string[],
  terms: readonly string[],
): Shader {
  const each = (line: (term: string, j: number) => string) =>
    terms.map(line).join("\n");
  return {
    name,
    arrays: [...arrays, "y"].map((array) => [array, "f32"]),
    integers: ["rows", "columns", "slices", "depth", "skip", "stride"],
    floats: [],
    size: width,
    body: `  let index: u32 = group * ${width}u + local;
  if (index < p.columns * p.slices) {
    let c: u32 = index % p.columns;
    let slice: u32 = index / p.columns;
    let end: u32 = min((slice + 1u) * p.depth, p.rows);
${each((_, j) => `    var sum${j}: f32 = 0.0;`)}
    for (var row: u32 = slice * p.depth; row < end; row++) {
      let i: u32 = p.skip + row * p.stride + c;
${each((term, j) => `      sum${j} += ${term};`)}
    }
${
      each((_, j) =>
        `    y[(slice * ${terms.length}u + ${j}u) * p.columns + c] = sum${j};`
      )
    }
  }`,
  };
}

const columnSum = columnShader("column_sum", ["x"], ["x[i]"]);

/**
 * The pass that adds up rows of scratch memory into an operand.
 *
 * @param skip Where the first row begins.
 * @param stride From one row to the next.
 */
export function sumRows(
  rows: number,
  columns: number,
  operand: number,
  skip = 0,
  stride = columns,
): Pass {
  return {
    shader: columnSum,
    bind: ["scratch", operand],
    integers: [rows, columns, 1, rows, skip, stride],
    floats: [],
    groups: Math.ceil(columns / width),
  };
}

/**
 * Plans sums down columns into the operands `outputs`, one for each term of the
 * shader, in one pass or in slices and a pass for each output.
 */
export function planColumns(
  shader: Shader,
  rows: number,
  columns: number,
  inputs: readonly number[],
  outputs: readonly number[],
): Plan {
  const slices = Math.min(
    Math.ceil(rows / 32),
    Math.ceil(enough / columns),
  );
  const depth = Math.ceil(rows / slices), used = Math.ceil(rows / depth);
  const first = {
    shader,
    integers: [rows, columns, used, depth, 0, columns],
    floats: [],
    groups: Math.ceil(columns * used / width),
  };
  if (used === 1 && outputs.length === 1) {
    return { passes: [{ ...first, bind: [...inputs, outputs[0]!] }] };
  }
  const row = columns * outputs.length;
  return {
    passes: [
      { ...first, bind: [...inputs, "scratch"] },
      ...outputs.map((output, j) =>
        sumRows(used, columns, output, j * columns, row)
      ),
    ],
    scratch: row * used,
  };
}

/** Columns into which the sum of squares first folds its vector. */
const fold = 4096;

const squares: Shader = {
  name: "sum_squares",
  arrays: [["x", "f32"], ["y", "f32"]],
  integers: ["n", "columns"],
  floats: [],
  size: width,
  body: `  let c: u32 = group * ${width}u + local;
  if (c < p.columns) {
    var sum: f32 = 0.0;
    for (var i: u32 = c; i < p.n; i += p.columns) {
      sum += x[i] * x[i];
    }
    y[c] = sum;
  }`,
};

/** Planners by the kernel's name. */
export const reduce: Readonly<Record<string, Planner>> = {
  row_sum: rowPlanner(rowSum),
  row_dot: rowPlanner(rowDot),
  column_sum: ([rows, columns]) =>
    planColumns(columnSum, rows!, columns!, [0], [1]),
  sum_squares([n]) {
    const columns = Math.min(fold, n!);
    const lanes = lanesFor(1, columns);
    return {
      passes: [
        {
          shader: squares,
          bind: [0, "scratch"],
          integers: [n!, columns],
          floats: [],
          groups: Math.ceil(columns / width),
        },
        {
          shader: rowSum,
          bind: ["scratch", 1],
          integers: [1, columns, lanes],
          floats: [],
          groups: 1,
        },
      ],
      scratch: columns,
    };
  },
};
