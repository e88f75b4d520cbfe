/**
 * Layer normalisation in WGSL.
 *
 * @module
 */

import type { Planner } from "../shader.ts";
import { columnPlanner } from "./columns.ts";
import { rowPlanner } from "./rows.ts";

const layerNorm = rowPlanner({
  name: "layer_norm",
  arrays: [
    ["x", "cell"],
    ["gamma", "cell"],
    ["beta", "cell"],
    ["y", "cell"],
    ["mean", "f32"],
    ["rstd", "f32"],
  ],
  floats: ["epsilon"],
  body: ({ cell, each, total, write, once }) =>
    `  var sum: ${cell} = ${cell}(0.0);
${each("sum += x[i];")}
  let m: f32 = ${total("sum")} / count;
  var squares: ${cell} = ${cell}(0.0);
${each(`let d: ${cell} = x[i] - m; squares += d * d;`)}
  let variance: f32 = ${total("squares")} / count;
  let s: f32 = 1.0 / sqrt(variance + p.epsilon);
${write(each("y[i] = (x[i] - m) * s * gamma[c] + beta[c];"))}
${once("    mean[row] = m;\n    rstd[row] = s;")}`,
});

const gradInput = rowPlanner({
  name: "layer_norm_grad_input",
  arrays: [
    ["dy", "cell"],
    ["x", "cell"],
    ["gamma", "cell"],
    ["mean", "f32"],
    ["rstd", "f32"],
    ["dx", "cell"],
  ],
  body: ({ cell, each, total, write }) =>
    `  let m: f32 = mean[row];
  let s: f32 = rstd[row];
  var sums: ${cell} = ${cell}(0.0);
  var products: ${cell} = ${cell}(0.0);
${
      each(
        `let g: ${cell} = dy[i] * gamma[c];
    sums += g;
    products += g * ((x[i] - m) * s);`,
      )
    }
  let sum: f32 = ${total("sums")} / count;
  let product: f32 = ${total("products")} / count;
${
      write(
        each(
          "dx[i] = s * (dy[i] * gamma[c] - sum - (x[i] - m) * s * product);",
        ),
      )
    }`,
});

/** Planners by the kernel's name. */
export const normalise: Readonly<Record<string, Planner>> = {
  layer_norm: layerNorm,
  layer_norm_grad_input: gradInput,
  layer_norm_grad_scale: columnPlanner(
    "layer_norm_grad_scale",
    [["dy", "cell"], ["x", "cell"], ["mean", "f32"], ["rstd", "f32"]],
    ["dy[i] * ((x[i] - mean[row]) * rstd[row])", "dy[i]"],
  ),
};
