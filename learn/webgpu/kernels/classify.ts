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

/**
 * The gradient, an invocation a cell of logits.
 *
 * @param to The array that it goes to.
 */
const backward = (
  name: string,
  to: "logits" | "dlogits",
  fours: boolean,
): Shader => {
  const cell = fours ? "vec4<f32>" as const : "f32" as const;
  const arrays: Shader["arrays"] = [
    ["logits", cell],
    ["token", "u32"],
    ["lse", "f32"],
    ["dy", "f32"],
  ];
  const hit = fours
    ? "vec4<u32>(0u, 1u, 2u, 3u) + vec4<u32>(4u * c) == vec4<u32>(token[row])"
    : "c == token[row]";
  return {
    name: fours ? `${name}_vector` : name,
    arrays: to === "logits" ? arrays : [...arrays, [to, cell]],
    integers: ["rows", "columns"],
    floats: [],
    size: width,
    body: `  let i: u32 = group * ${width}u + local;
  if (i < p.rows * p.columns) {
    let row: u32 = i / p.columns;
    let c: u32 = i % p.columns;
    let hit: ${cell} = select(${cell}(0.0), ${cell}(1.0), ${hit});
    ${to}[i] = dy[row] * (hit - exp(logits[i] - ${cell}(lse[row])));
  }`,
  };
};

function backwardPlanner(name: string, to: "logits" | "dlogits"): Planner {
  const groups = ([rows, columns]: readonly number[]) =>
    Math.ceil(rows! * columns! / width);
  const any = single(backward(name, to, false), groups);
  const byFours = single(backward(name, to, true), groups);
  return ([rows, vocabulary], constants, target) =>
    vocabulary! % 4 === 0
      ? byFours([rows!, vocabulary! / 4], constants, target)
      : any([rows!, vocabulary!], constants, target);
}

/** Planners by the kernel's name. */
export const classify: Readonly<Record<string, Planner>> = {
  token_log_probability: forward,
  token_log_probability_grad: backwardPlanner(
    "token_log_probability_grad",
    "dlogits",
  ),
  token_log_probability_grad_in_place: backwardPlanner(
    "token_log_probability_grad_in_place",
    "logits",
  ),
};
