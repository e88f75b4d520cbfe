/**
 * Element-wise kernels in WGSL: an invocation computes four elements, which lie
 * side by side where their number allows it, and else a workgroup's width apart.
 *
 * @module
 */

import { poisonBits } from "../../device/device.ts";
import { type Planner, type Shader, single, unroll } from "../shader.ts";
import { logSigmoid, normal } from "./functions.ts";

const width = 64;
const each = 4;

/** Workgroups for n elements. */
const groupsFor = ([n]: readonly number[]): number =>
  Math.ceil(n! / (width * each));

/** A shader of single elements. */
const scattered = (
  name: string,
  arrays: Shader["arrays"],
  floats: readonly string[],
  value: string,
  declarations: string,
): Shader => ({
  name,
  arrays,
  integers: ["n"],
  floats,
  size: width,
  declarations: `${declarations}
fn at(i: u32) {
  if (i < p.n) {
    y[i] = ${value};
  }
}`,
  body: `  let first: u32 = group * ${width * each}u + local;
${unroll(each, (j) => `  at(first + ${j * width}u);`)}`,
});

/** A shader of elements by fours; functions in `value` are of one element. */
const packed = (
  name: string,
  arrays: readonly string[],
  read: readonly string[],
  floats: readonly string[],
  value: string,
  declarations: string,
): Shader => {
  const component = (e: string) =>
    read.reduce(
      (text, array) => text.replaceAll(`${array}[i]`, `cell_${array}.${e}`),
      value,
    );
  return {
    name: `${name}_vector`,
    arrays: arrays.map((array) => [array, "vec4<f32>"]),
    integers: ["n"],
    floats,
    size: width,
    declarations,
    body: `  let i: u32 = group * ${width}u + local;
  if (i < p.n / 4u) {
${
      read.map((array) => `    let cell_${array}: vec4<f32> = ${array}[i];`)
        .join("\n")
    }
    y[i] = vec4<f32>(${["x", "y", "z", "w"].map(component).join(", ")});
  }`,
  };
};

/**
 * A kernel over n elements.
 *
 * @param arrays All arrays, in order, of which `read` are read; `y` is written.
 * @param value `y[i]`, as an expression of them at `i`.
 */
function pointwise(
  name: string,
  arrays: readonly string[],
  read: readonly string[],
  value: string,
  declarations = "",
  floats: readonly string[] = [],
): Planner {
  const elements = arrays.map((array): [string, "f32"] => [array, "f32"]);
  const any = single(
    scattered(name, elements, floats, value, declarations),
    groupsFor,
  );
  const byFours = single(
    packed(name, arrays, read, floats, value, declarations),
    groupsFor,
  );
  return (dims, constants, target) =>
    (dims[0]! % 4 === 0 ? byFours : any)(dims, constants, target);
}

const over = (
  name: string,
  read: readonly string[],
  value: string,
  declarations = "",
  floats: readonly string[] = [],
): Planner =>
  pointwise(name, [...read, "y"], read, value, declarations, floats);

/**
 * A matrix from a matrix, a row or a column: an invocation computes four rows
 * of a column (or of four), since finding the column takes a division, which is
 * slow.
 *
 * @param arrays What it reads; `s` has one number a row.
 * @param value An expression of `row`, `c` and `i`, the element's index.
 */
function matrix(
  name: string,
  arrays: readonly string[],
  value: string,
): Planner {
  const write = (cell: "f32" | "vec4<f32>"): Shader => ({
    name: cell === "f32" ? name : `${name}_vector`,
    arrays: [...arrays, "y"].map((array) => [
      array,
      array === "s" ? "f32" : cell,
    ]),
    integers: ["rows", "columns"],
    floats: [],
    size: width,
    declarations: `fn at(row: u32, c: u32) {
  if (row < p.rows) {
    let i: u32 = row * p.columns + c;
    y[i] = ${cell}(${value});
  }
}`,
    body: `  let index: u32 = group * ${width}u + local;
  let row: u32 = index / p.columns * ${each}u;
  let c: u32 = index % p.columns;
${unroll(each, (j) => `  at(row + ${j}u, c);`)}`,
  });
  const groups = ([rows, columns]: readonly number[]) =>
    Math.ceil(Math.ceil(rows! / each) * columns! / width);
  const any = single(write("f32"), groups);
  const byFours = single(write("vec4<f32>"), groups);
  return ([rows, columns], constants, target) =>
    columns! % 4 === 0
      ? byFours([rows!, columns! / 4], constants, target)
      : any([rows!, columns!], constants, target);
}

/** Planners by the kernel's name. */
export const elementwise: Readonly<Record<string, Planner>> = {
  add: over("add", ["a", "b"], "a[i] + b[i]"),
  subtract: over("subtract", ["a", "b"], "a[i] - b[i]"),
  multiply: over("multiply", ["a", "b"], "a[i] * b[i]"),
  copy: over("copy", ["x"], "x[i]"),
  affine: over("affine", ["x"], "p.scale * x[i] + p.shift", "", [
    "scale",
    "shift",
  ]),
  exp: over("exp", ["x"], "exp(x[i])"),
  square: over("square", ["x"], "x[i] * x[i]"),
  relu: over("relu", ["x"], "max(x[i], 0.0)"),
  relu_grad: over("relu_grad", ["a", "b"], "select(0.0, b[i], a[i] > 0.0)"),
  gelu: over("gelu", ["x"], "x[i] * normal(x[i]).x", normal),
  gelu_grad: over(
    "gelu_grad",
    ["a", "b"],
    "b[i] * slope(a[i])",
    `${normal}
fn slope(x: f32) -> f32 {
  let n: vec2<f32> = normal(x);
  return n.x + x * n.y;
}`,
  ),
  log_sigmoid: over("log_sigmoid", ["x"], "log_sigmoid(x[i])", logSigmoid),
  log_sigmoid_grad: over(
    "log_sigmoid_grad",
    ["a", "b"],
    "b[i] * sigmoid(-a[i])",
    logSigmoid,
  ),
  add_row: matrix("add_row", ["x", "b"], "x[i] + b[c]"),
  broadcast_column: matrix("broadcast_column", ["s"], "s[row]"),
  scale_rows: matrix("scale_rows", ["x", "s"], "x[i] * s[row]"),
  accumulate: pointwise("accumulate", ["y", "x"], ["y", "x"], "y[i] + x[i]"),
  // As bits: WGSL has no NaN of type f32.
  poison: single(
    scattered("poison", [["y", "u32"]], [], `${poisonBits}u`, ""),
    groupsFor,
  ),
};
