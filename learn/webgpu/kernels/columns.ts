/**
 * Sums down the columns of a matrix, in WGSL, in two stages: the rows are cut
 * into slices, each invocation walks down one cell of columns in one slice, and
 * a second pass adds the slices up in order. Cells are four columns where their
 * number allows it, else one.
 *
 * @module
 */

import type { Pass, Planner, Shader } from "../shader.ts";
import { byFour } from "./loops.ts";

const width = 64;
/** Rows in a slice, at least, and invocations that keep a large device busy. */
const leastDepth = 32, enough = 131_072;

/** The arrays that a kernel reads, in the order of its operands. */
export type ColumnArrays = readonly [name: string, type: "cell" | "f32"][];

interface Shaders {
  readonly slices: Shader;
  readonly totals: Shader;
}

function shadersOf(
  name: string,
  arrays: ColumnArrays,
  terms: readonly string[],
  fours: boolean,
): Shaders {
  const cell = fours ? "vec4<f32>" as const : "f32" as const;
  const suffix = fours ? "_vector" : "";
  const each = (line: (term: string, j: number) => string) =>
    terms.map(line).join("\n");
  const slices: Shader = {
    name: `${name}_slices${suffix}`,
    arrays: [
      ...arrays.map(([array, type]): Shader["arrays"][number] => [
        array,
        type === "cell" ? cell : type,
      ]),
      ["part", cell],
    ],
    integers: ["rows", "columns", "slices", "depth"],
    floats: [],
    size: width,
    body: `  let index: u32 = group * ${width}u + local;
  if (index < p.columns * p.slices) {
    let c: u32 = index % p.columns;
    let slice: u32 = index / p.columns;
    let end: u32 = min((slice + 1u) * p.depth, p.rows);
${each((_, j) => `    var sum${j}: ${cell} = ${cell}(0.0);`)}
${
      byFour(
        "row",
        "slice * p.depth",
        "end",
        `        let i: u32 = row * p.columns + c;
${each((term, j) => `        sum${j} += ${term};`)}`,
      )
    }
${
      each((_, j) =>
        `    part[(slice * ${terms.length}u + ${j}u) * p.columns + c] = sum${j};`
      )
    }
  }`,
  };
  const totals: Shader = {
    name: `column_totals_${terms.length}${suffix}`,
    arrays: [
      ["part", cell],
      ...terms.map((_, j): Shader["arrays"][number] => [`y${j}`, cell]),
    ],
    integers: ["columns", "slices"],
    floats: [],
    size: width,
    body: `  let index: u32 = group * ${width}u + local;
  let all: u32 = p.columns * ${terms.length}u;
  if (index < all) {
    var sum: ${cell} = ${cell}(0.0);
${
      byFour(
        "slice",
        "0u",
        "p.slices",
        "        sum += part[slice * all + index];",
      )
    }
    let c: u32 = index % p.columns;
${
      each((_, j) =>
        `    if (index / p.columns == ${j}u) {\n      y${j}[c] = sum;\n    }`
      )
    }
  }`,
  };
  return { slices, totals };
}

/**
 * Plans a kernel of dimensions rows and columns that writes one sum for each
 * term, to the operands behind those that it reads.
 *
 * @param terms Expressions of `row`, `c` (the cell's column) and `i` (its
 *   index).
 */
export function columnPlanner(
  name: string,
  arrays: ColumnArrays,
  terms: readonly string[],
): Planner {
  const scalar = shadersOf(name, arrays, terms, false);
  const vector = shadersOf(name, arrays, terms, true);
  const inputs = arrays.map((_, i) => i);
  const outputs = terms.map((_, j) => arrays.length + j);
  return ([rows, columns]) => {
    const fours = columns! % 4 === 0;
    const { slices, totals } = fours ? vector : scalar;
    const cells = fours ? columns! / 4 : columns!;
    // The root makes both stages about equally long.
    const wanted = Math.max(
      1,
      Math.min(
        Math.floor(rows! / leastDepth),
        Math.ceil(Math.sqrt(rows!)),
        Math.ceil(enough / cells),
      ),
    );
    const depth = Math.max(1, Math.ceil(rows! / wanted));
    const used = Math.ceil(rows! / depth);
    const first = (last: Pass["bind"][number]): Pass => ({
      shader: slices,
      bind: [...inputs, last],
      integers: [rows!, cells, used, depth],
      floats: [],
      groups: Math.ceil(cells * used / width),
    });
    if (used === 1 && terms.length === 1) {
      return { passes: [first(outputs[0]!)] };
    }
    return {
      passes: [first("scratch"), {
        shader: totals,
        bind: ["scratch", ...outputs],
        integers: [cells, used],
        floats: [],
        groups: Math.ceil(cells * terms.length / width),
      }],
      scratch: columns! * terms.length * used,
    };
  };
}
