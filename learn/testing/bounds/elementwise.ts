/**
 * Bounds on the rounding errors of the kernels that map element to element.
 *
 * @module
 */

import type { Accuracy } from "../accuracy.ts";
import { type BoundsByName, exact, rounded, sums } from "./bound.ts";

/** The density of the normal distribution, e^(-x^2 / 2) / sqrt(2 pi). */
const density = (x: number) => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);

/** Relative error of log(1 + e^-|x|), or of sigmoid: e^x and a few more. */
const sigmoidError = (x: number, a: Accuracy) =>
  a.exp(Math.abs(x)) + 8 * a.unit + 2 * a.divide;

/** The error of `y = gelu(x)`. */
export const geluError = (x: number, y: number, accuracy: Accuracy): number =>
  Math.abs(x) * accuracy.erf + 4 * accuracy.unit * Math.abs(y);

/** The error of `dx = dy gelu'(x)`. */
export function geluGradError(
  x: number,
  dy: number,
  dx: number,
  accuracy: Accuracy,
): number {
  const slope = Math.abs(x) * density(x);
  const exponent = accuracy.exp(x * x / 2) + accuracy.unit * x * x;
  return Math.abs(dy) *
      (accuracy.erf + slope * (exponent + 5 * accuracy.unit)) +
    4 * accuracy.unit * Math.abs(dx) + accuracy.tiny;
}

/** Bounds by the kernel's name. */
export const elementwiseBounds: BoundsByName = {
  add: rounded(1),
  subtract: rounded(1),
  multiply: rounded(1),
  copy: exact,
  affine: sums(() => 2),
  exp: ({ before, after, accuracy }) => ({
    y: (at) => accuracy.exp(before.x![at]!) * after.y![at]! + accuracy.tiny,
  }),
  square: rounded(1),
  relu: exact,
  relu_grad: exact,
  gelu: ({ before, after, accuracy }) => ({
    y: (at) => geluError(before.x![at]!, after.y![at]!, accuracy),
  }),
  gelu_grad: ({ before, after, accuracy }) => ({
    y: (at) =>
      geluGradError(before.a![at]!, before.b![at]!, after.y![at]!, accuracy),
  }),
  log_sigmoid: ({ before, after, accuracy }) => ({
    y: (at) => {
      const x = before.x![at]!;
      return Math.log1p(Math.exp(-Math.abs(x))) * sigmoidError(x, accuracy) +
        accuracy.unit * Math.abs(after.y![at]!) + accuracy.tiny;
    },
  }),
  log_sigmoid_grad: ({ before, after, accuracy }) => ({
    y: (at) =>
      Math.abs(after.y![at]!) * sigmoidError(before.a![at]!, accuracy) +
      accuracy.tiny,
  }),
  accumulate: rounded(1),
  poison: exact,
};
