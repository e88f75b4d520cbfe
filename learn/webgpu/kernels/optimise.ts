/**
 * AdamW in WGSL: one pass over all parameters of a model.
 *
 * @module
 */

import { type Planner, type Shader, single } from "../shader.ts";

const width = 64;

const adamw = (cell: "f32" | "vec4<f32>"): Shader => ({
  name: cell === "f32" ? "adamw" : "adamw_vector",
  arrays: [
    ["parameter", cell],
    ["gradient", cell],
    ["first", cell],
    ["second", cell],
    ["decay", cell],
    ["norm", "f32"],
    ["schedule", "f32"],
  ],
  integers: ["n"],
  floats: ["beta1", "beta2", "epsilon"],
  size: width,
  body: `  let i: u32 = group * ${width}u + local;
  if (i < p.n) {
    let scale: f32 = min(1.0, schedule[3] / (sqrt(norm[0]) + 1e-6));
    let g: ${cell} = gradient[i] * scale;
    let m: ${cell} = p.beta1 * first[i] + (1.0 - p.beta1) * g;
    let v: ${cell} = p.beta2 * second[i] + (1.0 - p.beta2) * g * g;
    first[i] = m;
    second[i] = v;
    let size: ${cell} = sqrt(v / schedule[2]) + p.epsilon;
    let step: ${cell} = m / schedule[1] / size + decay[i] * parameter[i];
    parameter[i] = parameter[i] - schedule[0] * step;
  }`,
});

const groups = ([n]: readonly number[]) => Math.ceil(n! / width);
const any = single(adamw("f32"), groups);
const byFours = single(adamw("vec4<f32>"), groups);

/** Planners by the kernel's name. */
export const optimise: Readonly<Record<string, Planner>> = {
  adamw: ([n], constants, target) =>
    n! % 4 === 0
      ? byFours([n! / 4], constants, target)
      : any([n!], constants, target),
};
