/**
 * Element-wise kernels in WGSL: each invocation computes four elements that lie
 * a workgroup's width apart, so that neighbours touch neighbouring memory.
 *
 * @module
 */

import { poisonBits } from "../../device/device.ts";
import { type Planner, type Shader, single, unroll } from "../shader.ts";
import { logSigmoid, normal } from "./functions.ts";

const width = 64;
const each = 4;

/**
 * A shader that computes `y[i]` as an expression of `i`.
 *
 * @param arrays The float arrays that it reads.
 */
function pointwise(
  name: string,
  arrays: readonly string[],
  floats: readonly string[],
  value: string,
  declarations: string,
): Shader {
  return {
    name,
    arrays: [...arrays, "y"].map((array) => [array, "f32"]),
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
  };
}

/** Workgroups for n elements. */
const groupsFor = (n: number): number => Math.ceil(n / (width * each));

const over = (
  name: string,
  arrays: readonly string[],
  value: string,
  declarations = "",
  floats: readonly string[] = [],
): Planner =>
  single(
    pointwise(name, arrays, floats, value, declarations),
    ([n]) => groupsFor(n!),
  );

/**
 * A matrix from a matrix, a row or a column: each invocation computes four rows
 * of a column, since finding the column takes a division, which is slow.
 *
 * @param value An expression of `row`, `c` and `i`, the element's index.
 */
const matrix = (
  name: string,
  arrays: readonly string[],
  value: string,
): Planner =>
  single(
    {
      name,
      arrays: [...arrays, "y"].map((array) => [array, "f32"]),
      integers: ["rows", "columns"],
      floats: [],
      size: width,
      declarations: `fn at(row: u32, c: u32) {
  if (row < p.rows) {
    let i: u32 = row * p.columns + c;
    y[i] = ${value};
  }
}`,
      body: `  let index: u32 = group * ${width}u + local;
  let row: u32 = index / p.columns * ${each}u;
  let c: u32 = index % p.columns;
${unroll(each, (j) => `  at(row + ${j}u, c);`)}`,
    },
    ([rows, columns]) => Math.ceil(Math.ceil(rows! / each) * columns! / width),
  );

/** A shader over the elements of `y`, which it updates or fills. */
const inPlace = (
  name: string,
  arrays: Shader["arrays"],
  value: string,
): Planner =>
  single(
    {
      name,
      arrays,
      integers: ["n"],
      floats: [],
      size: width,
      declarations: `fn at(i: u32) {
  if (i < p.n) {
    y[i] = ${value};
  }
}`,
      body: `  let first: u32 = group * ${width * each}u + local;
${unroll(each, (j) => `  at(first + ${j * width}u);`)}`,
    },
    ([n]) => groupsFor(n!),
  );

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
  accumulate: inPlace(
    "accumulate",
    [["y", "f32"], ["x", "f32"]],
    "y[i] + x[i]",
  ),
  // As bits: WGSL has no NaN of type f32.
  poison: inPlace("poison", [["y", "u32"]], `${poisonBits}u`),
};
