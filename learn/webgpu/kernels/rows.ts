/**
 * Kernels that reduce rows of a matrix, in WGSL. An invocation has a short row
 * to itself; a workgroup shares a long one, each invocation taking every 64th
 * cell, and their parts are added up in one order. Cells are four elements where
 * the columns allow it, else one.
 *
 * @module
 */

import { type Planner, type Shader, single } from "../shader.ts";

/** Invocations of a workgroup. */
const width = 64;
/** Columns from which on a workgroup shares a row. */
const long = 512;

/** What the body of a kernel is put together from. */
export interface RowWords {
  /** The type of a cell. */
  readonly cell: "f32" | "vec4<f32>";
  /** A loop over cells: `i` is the index of one, `c` its place in the row. */
  each(body: string): string;
  /** The sum of a cell over the row, from each invocation's part of it. */
  total(part: string): string;
  /** The maximum, likewise. */
  greatest(part: string): string;
  /** The element of the row with that number, which must exist. */
  element(array: string, column: string): string;
  /** Statements that write cells. */
  write(body: string): string;
  /** Statements that write one number for the row. */
  once(body: string): string;
}

/** A kernel with dimensions rows and columns. */
export interface RowKernel {
  readonly name: string;
  /** The kernel's operands, in order. Those of cells lie in rows. */
  readonly arrays: readonly [name: string, type: "cell" | "f32" | "u32"][];
  readonly floats?: readonly string[];
  /**
   * It may use `row`, `start` (the row's first cell) and `count` (the number of
   * its elements). What is not written by the words must be written by none.
   */
  body(words: RowWords): string;
}

/** Folds a cell into a number. */
const fold = (
  fours: boolean,
  cell: string,
  join: (a: string, b: string) => string,
) =>
  fours
    ? join(join(`${cell}.x`, `${cell}.y`), join(`${cell}.z`, `${cell}.w`))
    : cell;

const plus = (a: string, b: string) => `(${a} + ${b})`;
const max = (a: string, b: string) => `max(${a}, ${b})`;

/**
 * Declares a function that joins a number of all invocations: eight of them
 * join eight parts each, and all join what those have. Every invocation of a
 * workgroup has to call it.
 */
const joined = (name: string, join: (a: string, b: string) => string) => {
  const eight = (part: (k: number) => string) =>
    Array.from({ length: 8 }, (_, k) => part(k)).reduce(join);
  return `
fn ${name}(value: f32, local: u32) -> f32 {
  parts[local] = value;
  workgroupBarrier();
  if (local < 8u) {
    sums[local] = ${eight((k) => `parts[local * 8u + ${k}u]`)};
  }
  workgroupBarrier();
  let result: f32 = ${eight((k) => `sums[${k}u]`)};
  workgroupBarrier();
  return result;
}`;
};

const trees = `var<workgroup> parts: array<f32, ${width}>;
var<workgroup> sums: array<f32, 8>;
${joined("total", plus)}
${joined("greatest", max)}`;

function shaderOf(kernel: RowKernel, fours: boolean, shared: boolean): Shader {
  const cell = fours ? "vec4<f32>" as const : "f32" as const;
  const loop = shared
    ? `for (var c: u32 = local; c < p.columns; c += ${width}u)`
    : "for (var c: u32 = 0u; c < p.columns; c++)";
  const body = kernel.body({
    cell,
    each: (body) =>
      `  ${loop} {
    let i: u32 = start + c;
    ${body}
  }`,
    total: (part) => {
      const own = fold(fours, part, plus);
      return shared ? `total(${own}, local)` : own;
    },
    greatest: (part) => {
      const own = fold(fours, part, max);
      return shared ? `greatest(${own}, local)` : own;
    },
    element: (array, column) =>
      fours
        ? `${array}[start + ${column} / 4u][${column} % 4u]`
        : `${array}[start + ${column}]`,
    write: (body) => shared ? `  if (group < p.rows) {\n${body}\n  }` : body,
    once: (body) =>
      shared ? `  if (group < p.rows && local == 0u) {\n${body}\n  }` : body,
  });
  const common = `  let start: u32 = row * p.columns;
  let count: f32 = f32(p.columns * ${fours ? 4 : 1}u);
${body}`;
  return {
    name: `${kernel.name}${shared ? "_shared" : ""}${fours ? "_vector" : ""}`,
    arrays: kernel.arrays.map(([name, type]) => [
      name,
      type === "cell" ? cell : type,
    ]),
    integers: ["rows", "columns"],
    floats: kernel.floats ?? [],
    size: width,
    declarations: shared ? trees : "",
    body: shared
      ? `  let row: u32 = min(group, p.rows - 1u);\n${common}`
      : `  let row: u32 = group * ${width}u + local;
  if (row < p.rows) {
${common}
  }`,
  };
}

/** Plans a kernel over rows. */
export function rowPlanner(kernel: RowKernel): Planner {
  const forms = new Map<string, Planner>();
  return ([rows, columns], constants, target) => {
    const fours = columns! % 4 === 0, shared = columns! >= long;
    const key = `${fours} ${shared}`;
    let planner = forms.get(key);
    if (!planner) {
      const groups = ([rows]: readonly number[]) =>
        shared ? rows! : Math.ceil(rows! / width);
      planner = single(shaderOf(kernel, fours, shared), groups);
      forms.set(key, planner);
    }
    const cells = fours ? columns! / 4 : columns!;
    return planner([rows!, cells], constants, target);
  };
}
