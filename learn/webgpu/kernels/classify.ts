/**
 * The log-probability of given tokens in WGSL.
 *
 * @module
 */

import { type Planner, type Shader, single } from "../shader.ts";
import {
  groupsForRows,
  lanesFor,
  overRow,
  rowParts,
  rowStart,
  rowTrees,
  width,
} from "./reduce.ts";

const forward: Shader = {
  name: "token_log_probability",
  arrays: [["logits", "f32"], ["token", "u32"], ["y", "f32"], ["lse", "f32"]],
  integers: ["rows", "columns", "lanes"],
  floats: [],
  size: width,
  declarations: rowParts + rowTrees,
  body: `${rowStart}
  var top: f32 = logits[start];
${overRow("top = max(top, logits[i]);")}
  top = greatest(top, local);
  var sum: f32 = 0.0;
${overRow("sum += exp(logits[i] - top);")}
  let log_sum: f32 = top + log(total(sum, local));
  if (real && lane == 0u) {
    lse[row] = log_sum;
    y[row] = logits[start + token[row]] - log_sum;
  }`,
};

const backward: Shader = {
  name: "token_log_probability_grad",
  arrays: [
    ["logits", "f32"],
    ["token", "u32"],
    ["lse", "f32"],
    ["dy", "f32"],
    ["dlogits", "f32"],
  ],
  integers: ["rows", "columns"],
  floats: [],
  size: width,
  body: `  let i: u32 = group * ${width}u + local;
  if (i < p.rows * p.columns) {
    let row: u32 = i / p.columns;
    let hit: f32 = select(0.0, 1.0, i % p.columns == token[row]);
    dlogits[i] = dy[row] * (hit - exp(logits[i] - lse[row]));
  }`,
};

const inPlace: Shader = {
  name: "token_log_probability_grad_in_place",
  arrays: [["logits", "f32"], ["token", "u32"], ["lse", "f32"], ["dy", "f32"]],
  integers: ["rows", "columns"],
  floats: [],
  size: width,
  body: `  let i: u32 = group * ${width}u + local;
  if (i < p.rows * p.columns) {
    let row: u32 = i / p.columns;
    let hit: f32 = select(0.0, 1.0, i % p.columns == token[row]);
    logits[i] = dy[row] * (hit - exp(logits[i] - lse[row]));
  }`,
};

/** Workgroups where each invocation takes one logit. */
const groupsForLogits = ([rows, vocabulary]: readonly number[]) =>
  Math.ceil(rows! * vocabulary! / width);

/** Planners by the kernel's name. */
export const classify: Readonly<Record<string, Planner>> = {
  token_log_probability([rows, vocabulary]) {
    const lanes = lanesFor(rows!, vocabulary!);
    return {
      passes: [{
        shader: forward,
        bind: [0, 1, 2, 3],
        integers: [rows!, vocabulary!, lanes],
        floats: [],
        groups: groupsForRows(rows!, lanes),
      }],
    };
  },
  token_log_probability_grad: single(backward, groupsForLogits),
  token_log_probability_grad_in_place: single(inPlace, groupsForLogits),
};
