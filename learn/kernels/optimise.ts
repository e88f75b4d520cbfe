/**
 * The optimiser's kernels. All parameters of a model lie in one flat tensor,
 * and so do gradients and moments, so a step is two dispatches.
 *
 * @module
 */

import { type Kernel, read, size, update, write } from "./kernel.ts";

const n = size("n");

/**
 * `y[0] = sum of x^2`, for the global gradient norm.
 *
 * Error: gamma(n + 2), relative.
 */
export const sumSquares: Kernel = {
  name: "sum_squares",
  doc: "y[0] = sum_i x[i]^2, in an order that depends on n alone",
  operands: [read("x", n), write("y", () => 1)],
  dims: ["n"],
  constants: [],
  flops: ({ n }) => 2 * n!,
  reference([x, y]) {
    let sum = 0;
    for (const value of x!) sum += value * value;
    y![0] = sum;
  },
};

/**
 * AdamW (Loshchilov and Hutter, arXiv 1711.05101) with clipping of the global
 * norm. What changes from step to step comes in as data.
 *
 * Error: of the moments, a few u of their terms (and the root's and quotient's
 * of the clipped gradient); of the step, half the second moment's, relative,
 * and those of a root and three quotients; times rate, and u of the parameter.
 */
export const adamw: Kernel = {
  name: "adamw",
  doc: "schedule = [rate, 1 - beta1^t, 1 - beta2^t, clip]; " +
    "g = gradient min(1, clip / (sqrt(norm[0]) + 1e-6)); " +
    "first = beta1 first + (1 - beta1) g; " +
    "second = beta2 second + (1 - beta2) g^2; " +
    "parameter -= rate (first / schedule[1] / " +
    "(sqrt(second / schedule[2]) + epsilon) + decay parameter)",
  operands: [
    update("parameter", n),
    read("gradient", n),
    update("first", n),
    update("second", n),
    read("decay", n),
    read("norm", () => 1),
    read("schedule", () => 4),
  ],
  dims: ["n"],
  constants: ["beta1", "beta2", "epsilon"],
  flops: ({ n }) => 16 * n!,
  reference(
    [parameter, gradient, first, second, decay, norm, schedule],
    _dims,
    [beta1, beta2, epsilon],
  ) {
    const [rate, correction1, correction2, clip] = schedule!;
    const scale = Math.min(1, clip! / (Math.sqrt(norm![0]!) + 1e-6));
    for (let i = 0; i < parameter!.length; i++) {
      const g = gradient![i]! * scale;
      const m = first![i] = beta1! * first![i]! + (1 - beta1!) * g;
      const v = second![i] = beta2! * second![i]! + (1 - beta2!) * g * g;
      const step = m / correction1! / (Math.sqrt(v / correction2!) + epsilon!);
      parameter![i]! -= rate! * (step + decay![i]! * parameter![i]!);
    }
  },
};
