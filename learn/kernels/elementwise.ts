/**
 * Element-wise kernels. `n` is the number of elements.
 *
 * @module
 */

import {
  type Kernel,
  read,
  size,
  update,
  type Values,
  write,
} from "./kernel.ts";

const n = size("n");

function unary(
  name: string,
  doc: string,
  f: (x: number, constants: readonly number[]) => number,
  constants: readonly string[] = [],
): Kernel {
  return {
    name,
    doc,
    operands: [read("x", n), write("y", n)],
    dims: ["n"],
    constants,
    flops: ({ n }) => n!,
    reference([x, y], _dims, constants) {
      for (let i = 0; i < y!.length; i++) y![i] = f(x![i]!, constants);
    },
  };
}

function binary(
  name: string,
  doc: string,
  f: (a: number, b: number) => number,
): Kernel {
  return {
    name,
    doc,
    operands: [read("a", n), read("b", n), write("y", n)],
    dims: ["n"],
    constants: [],
    flops: ({ n }) => n!,
    reference([a, b, y]) {
      for (let i = 0; i < y!.length; i++) y![i] = f(a![i]!, b![i]!);
    },
  };
}

/**
 * The error function in float64, by its Maclaurin series near zero and the
 * continued fraction of erfc beyond (Abramowitz and Stegun, 7.1.5, 7.1.14).
 */
export function erf(x: number): number {
  const z = Math.abs(x);
  if (z > 6) return Math.sign(x);
  if (z < 2.5) {
    let term = x, sum = x;
    for (let i = 1; Math.abs(term) > 1e-18 * Math.abs(sum); i++) {
      term *= -x * x / i;
      sum += term / (2 * i + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }
  let fraction = 0;
  for (let i = 60; i > 0; i--) fraction = i / 2 / (z + fraction);
  const erfc = Math.exp(-z * z) / Math.sqrt(Math.PI) / (z + fraction);
  return Math.sign(x) * (1 - erfc);
}

/** The normal distribution function. */
const phi = (x: number) => 0.5 * (1 + erf(x / Math.SQRT2));
/** `x Phi(x)`. */
export const geluOf = (x: number): number => x * phi(x);
/** The derivative of {@linkcode geluOf}: `Phi(x) + x phi(x)`. */
export const geluSlopeOf = (x: number): number =>
  phi(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
/** log sigmoid(x), without overflow on either side. */
const logSigmoidOf = (x: number) =>
  Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));

/** `y = a + b`. Error: u times the result. */
export const add: Kernel = binary("add", "y = a + b", (a, b) => a + b);
/** `y = a - b`. Error: u times the result. */
export const subtract: Kernel = binary(
  "subtract",
  "y = a - b",
  (a, b) => a - b,
);
/** `y = a b`. Error: u times the result. */
export const multiply: Kernel = binary("multiply", "y = a b", (a, b) => a * b);

/** `y = x`. Error: none. */
export const copy: Kernel = unary("copy", "y = x", (x) => x);
/** `y = scale x + shift`. Error: gamma(2) (|scale x| + |shift|). */
export const affine: Kernel = unary(
  "affine",
  "y = scale x + shift",
  (x, [scale, shift]) => scale! * x + shift!,
  ["scale", "shift"],
);
/** `y = e^x`. Error: that of e^x, relative. */
export const exp: Kernel = unary("exp", "y = e^x", (x) => Math.exp(x));
/** `y = x^2`. Error: u times the result. */
export const square: Kernel = unary("square", "y = x^2", (x) => x * x);
/** `y = max(x, 0)`. Error: none. */
export const relu: Kernel = unary(
  "relu",
  "y = max(x, 0)",
  (x) => Math.max(x, 0),
);
/** `dx = dy` where `x > 0`, else 0. Error: none. */
export const reluGrad: Kernel = binary(
  "relu_grad",
  "dx = dy where x > 0, else 0; a = x, b = dy",
  (x, dy) => x > 0 ? dy : 0,
);
/**
 * The exact form with the error function, as GPT-NeoX uses it.
 *
 * Error: |x| times that of erf, and 4 u times the result.
 */
export const gelu: Kernel = unary(
  "gelu",
  "y = x Phi(x), with the exact error function",
  geluOf,
);
/**
 * `dx = dy (Phi(x) + x phi(x))`.
 *
 * Error: |dy| (that of erf, and |x| phi(x) times that of e^(-x^2 / 2) and a few
 * u), and 4 u times the result.
 */
export const geluGrad: Kernel = binary(
  "gelu_grad",
  "dx = dy (Phi(x) + x phi(x)); a = x, b = dy",
  (x, dy) => dy * geluSlopeOf(x),
);
/**
 * `y = log(1 / (1 + e^-x))`, finite for any finite x.
 *
 * Error: log(1 + e^-|x|) times (that of e^x and some 10 u), and u times the
 * result.
 */
export const logSigmoid: Kernel = unary(
  "log_sigmoid",
  "y = log(1 / (1 + e^-x)), finite for any finite x",
  logSigmoidOf,
);
/**
 * `dx = dy sigmoid(-x)`.
 *
 * Error: that of e^x and some 10 u, relative.
 */
export const logSigmoidGrad: Kernel = binary(
  "log_sigmoid_grad",
  "dx = dy sigmoid(-x); a = x, b = dy",
  (x, dy) => dy * Math.exp(logSigmoidOf(-x)),
);

/**
 * `y[rows, columns] = x[rows, columns] + b[columns]`.
 *
 * Error: u times the result.
 */
export const addRow: Kernel = {
  name: "add_row",
  doc: "y[r, c] = x[r, c] + b[c]",
  operands: [
    read("x", size("rows", "columns")),
    read("b", size("columns")),
    write("y", size("rows", "columns")),
  ],
  dims: ["rows", "columns"],
  constants: [],
  flops: ({ rows, columns }) => rows! * columns!,
  reference([x, b, y]: readonly Values[], { columns }) {
    for (let i = 0; i < y!.length; i++) y![i] = x![i]! + b![i % columns!]!;
  },
};

/**
 * `y += x`: a gradient is added to those of earlier micro-steps.
 *
 * Error: u times the result.
 */
export const accumulate: Kernel = {
  name: "accumulate",
  doc: "y = y + x",
  operands: [update("y", n), read("x", n)],
  dims: ["n"],
  constants: [],
  flops: ({ n }) => n!,
  reference([y, x]) {
    for (let i = 0; i < y!.length; i++) y![i]! += x![i]!;
  },
};

/**
 * Fills dead memory with NaN, so that whoever reads it by mistake is found out.
 * Devices write the bits 0x7fc5a5a5.
 *
 * Error: none; the bits are fixed.
 */
export const poison: Kernel = {
  name: "poison",
  doc: "y = NaN",
  operands: [write("y", n)],
  dims: ["n"],
  constants: [],
  flops: () => 0,
  reference([y]) {
    y!.fill(NaN);
  },
};
