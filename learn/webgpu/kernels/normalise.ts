/**
 * Layer normalisation in WGSL.
 *
 * @module
 */

import type { Planner, Shader } from "../shader.ts";
import {
  columnShader,
  groupsForRows,
  lanesFor,
  overRow,
  planColumns,
  rowParts,
  rowStart,
  rowTrees,
  width,
} from "./reduce.ts";

const floats = (...names: string[]) =>
  names.map((name) => [name, "f32"] as [string, "f32"]);

const layerNorm: Shader = {
  name: "layer_norm",
  arrays: floats("x", "gamma", "beta", "y", "mean", "rstd"),
  integers: ["rows", "columns", "lanes"],
  floats: ["epsilon"],
  size: width,
  declarations: rowParts + rowTrees,
  body: `${rowStart}
  let count: f32 = f32(p.columns);
  var sum: f32 = 0.0;
${overRow("sum += x[i];")}
  let m: f32 = total(sum, local) / count;
  var squares: f32 = 0.0;
${overRow("let d: f32 = x[i] - m; squares += d * d;")}
  let variance: f32 = total(squares, local) / count;
  let s: f32 = 1.0 / sqrt(variance + p.epsilon);
  if (real) {
  ${overRow("y[i] = (x[i] - m) * s * gamma[c] + beta[c];")}
    if (lane == 0u) {
      mean[row] = m;
      rstd[row] = s;
    }
  }`,
};

const gradInput: Shader = {
  name: "layer_norm_grad_input",
  arrays: floats("dy", "x", "gamma", "mean", "rstd", "dx"),
  integers: ["rows", "columns", "lanes"],
  floats: [],
  size: width,
  declarations: rowParts + rowTrees,
  body: `${rowStart}
  let count: f32 = f32(p.columns);
  let m: f32 = mean[min(row, p.rows - 1u)];
  let s: f32 = rstd[min(row, p.rows - 1u)];
  var sum: f32 = 0.0;
  var product: f32 = 0.0;
${
    overRow(
      "let g: f32 = dy[i] * gamma[c]; sum += g; product += g * ((x[i] - m) * s);",
    )
  }
  sum = total(sum, local) / count;
  product = total(product, local) / count;
  if (real) {
  ${
    overRow(
      "dx[i] = s * (dy[i] * gamma[c] - sum - (x[i] - m) * s * product);",
    )
  }
  }`,
};

const gradScale = columnShader(
  "layer_norm_grad_scale",
  ["dy", "x", "mean", "rstd"],
  ["dy[i] * ((x[i] - mean[row]) * rstd[row])", "dy[i]"],
);

const rows = (shader: Shader): Planner => ([rows, columns], constants) => {
  const lanes = lanesFor(rows!, columns!);
  return {
    passes: [{
      shader,
      bind: shader.arrays.map((_, i) => i),
      integers: [rows!, columns!, lanes],
      floats: constants,
      groups: groupsForRows(rows!, lanes),
    }],
  };
};

/** Planners by the kernel's name. */
export const normalise: Readonly<Record<string, Planner>> = {
  layer_norm: rows(layerNorm),
  layer_norm_grad_input: rows(gradInput),
  layer_norm_grad_scale: ([rows, columns]) =>
    planColumns(gradScale, rows!, columns!, [0, 1, 2, 3], [4, 5]),
};
