/**
 * Element-wise kernels in WGSL: each invocation computes four elements that lie
 * a workgroup's width apart, so that neighbours touch neighbouring memory.
 *
 * @module
 */

import { type Planner, type Shader, single, unroll } from "../shader.ts";
import { logSigmoid, normal } from "./functions.ts";

const width = 64;
const each = 4;

/**
 * A shader that computes `y[i]` as an expression of `i` and `p`.
 *
 * @param arrays The float arrays that it reads.
 */
export function pointwise(
  name: string,
  arrays: readonly string[],
  integers: readonly string[],
  floats: readonly string[],
  value: string,
  declarations = "",
): Shader {
  return {
    name,
    arrays: [...arrays, "y"].map((array) => [array, "f32"]),
    integers,
    floats,
    size: width,
    declarations: `${declarations}
fn at(i: u32) {
  if (i < arrayLength(&y)) {
    y[i] = ${value};
  }
}`,
    body: `  let first: u32 = group * ${width * each}u + local;
${unroll(each, (j) => `  at(first + ${j * width}u);`)}`,
  };
}

/** Workgroups for n elements. */
export const groupsFor = (n: number): number => Math.ceil(n / (width * each));

const over = (
  name: string,
  arrays: readonly string[],
  value: string,
  declarations = "",
  floats: readonly string[] = [],
): Planner =>
  single(
    pointwise(name, arrays, ["n"], floats, value, declarations),
    ([n]) => groupsFor(n!),
  );

/** A matrix from a matrix, a row or a column. */
const matrix = (
  name: string,
  arrays: readonly string[],
  value: string,
): Planner =>
  single(
    pointwise(name, arrays, ["rows", "columns"], [], value),
    ([rows, columns]) => groupsFor(rows! * columns!),
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
  add_row: matrix("add_row", ["x", "b"], "x[i] + b[i % p.columns]"),
  broadcast_column: matrix("broadcast_column", ["s"], "s[i / p.columns]"),
  scale_rows: matrix("scale_rows", ["x", "s"], "x[i] * s[i / p.columns]"),
};
