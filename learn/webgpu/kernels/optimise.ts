/**
 * AdamW in WGSL: one pass over all parameters of a model.
 *
 * @module
 */

import { type Planner, type Shader, single } from "../shader.ts";

const width = 64;

const adamw: Shader = {
  name: "adamw",
  arrays: [
    "parameter",
    "gradient",
    "first",
    "second",
    "decay",
    "norm",
    "schedule",
  ].map((name) => [name, "f32"]),
  integers: ["n"],
  floats: ["beta1", "beta2", "epsilon"],
  size: width,
  body: `  let i: u32 = group * ${width}u + local;
  if (i < p.n) {
    let scale: f32 = min(1.0, schedule[3] / (sqrt(norm[0]) + 1e-6));
    let g: f32 = gradient[i] * scale;
    let m: f32 = p.beta1 * first[i] + (1.0 - p.beta1) * g;
    let v: f32 = p.beta2 * second[i] + (1.0 - p.beta2) * g * g;
    first[i] = m;
    second[i] = v;
    let size: f32 = sqrt(v / schedule[2]) + p.epsilon;
    let step: f32 = m / schedule[1] / size + decay[i] * parameter[i];
    parameter[i] = parameter[i] - schedule[0] * step;
  }`,
};

/** Planners by the kernel's name. */
export const optimise: Readonly<Record<string, Planner>> = {
  adamw: single(adamw, ([n]) => Math.ceil(n! / width)),
};
