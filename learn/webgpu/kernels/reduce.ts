/**
 * Sums in WGSL. The order of a sum follows from the dimensions alone.
 *
 * @module
 */

import type { Planner, Shader } from "../shader.ts";
import { columnPlanner } from "./columns.ts";
import { type RowKernel, rowPlanner } from "./rows.ts";

const width = 64;

const sumOf = (
  name: string,
  arrays: readonly string[],
  term: string,
): RowKernel => ({
  name,
  arrays: [
    ...arrays.map((array): RowKernel["arrays"][number] => [array, "cell"]),
    ["y", "f32"],
  ],
  body: ({ cell, each, total, once }) =>
    `  var sum: ${cell} = ${cell}(0.0);
${each(`sum += ${term};`)}
  let result: f32 = ${total("sum")};
${once("    y[row] = result;")}`,
});

const rowSum = rowPlanner(sumOf("row_sum", ["x"], "x[i]"));

/** Cells that an invocation takes, at least, and invocations at most. */
const leastCells = 16, most = 65_536;

/** Adds up the squares of every `parts`-th cell. */
const squares = (fours: boolean): Shader => ({
  name: fours ? "sum_squares_vector" : "sum_squares",
  arrays: [["x", fours ? "vec4<f32>" : "f32"], ["part", "f32"]],
  integers: ["n", "parts"],
  floats: [],
  size: width,
  body: `  let first: u32 = group * ${width}u + local;
  if (first < p.parts) {
    var sum: f32 = 0.0;
    for (var i: u32 = first; i < p.n; i += p.parts) {
      sum += ${fours ? "dot(x[i], x[i])" : "x[i] * x[i]"};
    }
    part[first] = sum;
  }`,
});

const scalarSquares = squares(false), vectorSquares = squares(true);

/** Planners by the kernel's name. */
export const reduce: Readonly<Record<string, Planner>> = {
  row_sum: rowSum,
  row_dot: rowPlanner(sumOf("row_dot", ["a", "b"], "a[i] * b[i]")),
  column_sum: columnPlanner("column_sum", [["x", "cell"]], ["x[i]"]),
  sum_squares([n], constants, target) {
    const fours = n! % 4 === 0, cells = fours ? n! / 4 : n!;
    // By fours, for the second pass.
    const parts = 4 *
      Math.ceil(Math.min(most, Math.ceil(cells / leastCells)) / 4);
    const second = rowSum([1, parts], constants, target);
    return {
      passes: [
        {
          shader: fours ? vectorSquares : scalarSquares,
          bind: [0, "scratch"],
          integers: [cells, parts],
          floats: [],
          groups: Math.ceil(parts / width),
        },
        ...second.passes.map((pass) => ({
          ...pass,
          bind: ["scratch", 1] as const,
        })),
      ],
      scratch: parts,
    };
  },
};
