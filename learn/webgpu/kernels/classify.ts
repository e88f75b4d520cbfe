/**
 * The log-probability of given tokens in WGSL.
 *
 * @module
 */

import { type Planner, type Shader, single } from "../shader.ts";
import { rowPlanner } from "./rows.ts";

const width = 64;

const forward = rowPlanner({
  name: "token_log_probability",
  arrays: [["logits", "cell"], ["token", "u32"], ["y", "f32"], ["lse", "f32"]],
  body: ({ cell, each, total, greatest, element, once }) =>
    `  var tops: ${cell} = logits[start];
${each("tops = max(tops, logits[i]);")}
  let top: f32 = ${greatest("tops")};
  var sum: ${cell} = ${cell}(0.0);
${each(`sum += exp(logits[i] - ${cell}(top));`)}
  let log_sum: f32 = top + log(${total("sum")});
  let chosen: u32 = min(token[row], u32(count) - 1u);
${
      once(
        `    lse[row] = log_sum;
    y[row] = ${element("logits", "chosen")} - log_sum;`,
      )
    }`,
});

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
  token_log_probability: forward,
  token_log_probability_grad: single(backward, groupsForLogits),
  token_log_probability_grad_in_place: single(inPlace, groupsForLogits),
};
