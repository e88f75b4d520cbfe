/**
 * The planners of all kernels, by the kernel's name.
 *
 * @module
 */

import type { Planner } from "../shader.ts";
import { attention } from "./attention.ts";
import { bucket } from "./bucket.ts";
import { classify } from "./classify.ts";
import { decode } from "./decode.ts";
import { elementwise } from "./elementwise.ts";
import { embedding } from "./embedding.ts";
import { matmul } from "./matmul.ts";
import { normalise } from "./normalise.ts";
import { optimise } from "./optimise.ts";
import { reduce } from "./reduce.ts";
import { rotary } from "./rotary.ts";

/** How each kernel runs on WebGPU. */
export const planners: Readonly<Record<string, Planner>> = {
  ...matmul,
  ...elementwise,
  ...reduce,
  ...normalise,
  ...rotary,
  ...attention,
  ...embedding,
  ...bucket,
  ...classify,
  ...optimise,
  ...decode,
};
