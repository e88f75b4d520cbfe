/**
 * How far a device's result may lie from the float64 reference: for each
 * kernel a bound on the rounding errors of its formula, evaluated in float32 in
 * any order of sums (Higham, Accuracy and Stability of Numerical Algorithms,
 * chapters 3 and 4), from the accuracy of single operations. Bounds are to
 * first order, with a little room for what that leaves out.
 *
 * The words used below: `gamma(k)` bounds the error of a sum of k terms or a
 * product of k factors, relative to the sum of the terms' absolute values; `at`
 * stands for an index.
 *
 * @module
 */

import type { Dims, Kernel, Values } from "../kernels/mod.ts";
import { type Accuracy, gamma } from "./accuracy.ts";
import { attentionBounds } from "./attention_bounds.ts";
import { normaliseBounds } from "./normalise_bounds.ts";

/** What a bound is made from. */
export interface Result {
  readonly kernel: Kernel;
  readonly dims: Dims;
  readonly constants: readonly number[];
  /** Operands before the run, by name. */
  readonly before: Readonly<Record<string, Values>>;
  /** Operands after the reference ran, by name. */
  readonly after: Readonly<Record<string, Values>>;
  readonly accuracy: Accuracy;
}

/** The greatest errors allowed, by operand, element by element. */
export type Bounds = Record<string, (at: number) => number>;

/**
 * Sums of products: the reference runs once more on absolute values, which
 * gives the sum of the terms' absolute values, and each term goes through at
 * most `operations` roundings.
 */
function sums(operations: (dims: Dims) => number) {
  return (result: Result): Bounds => {
    const { kernel, dims, constants, before, accuracy } = result;
    const values = kernel.operands.map(({ name, dtype }) =>
      dtype === "u32"
        ? before[name]!.slice()
        : Float64Array.from(before[name]!, Math.abs)
    );
    kernel.reference(values, dims, constants.map(Math.abs));
    const factor = gamma(operations(dims), accuracy);
    const bounds: Bounds = {};
    kernel.operands.forEach(({ name, access }, i) => {
      if (access !== "read") {
        bounds[name] = (at) => factor * values[i]![at]! + accuracy.tiny;
      }
    });
    return bounds;
  };
}

/** Functions that round a given number of times: relative to the result. */
const elementwise = (operations: number) => ({ after, accuracy }: Result) => ({
  y: (at: number) => operations * accuracy.unit * Math.abs(after.y![at]!),
});

const exact = () => ({});

/** The density of the normal distribution, e^(-x^2 / 2) / sqrt(2 pi). */
const density = (x: number) => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);

/** Relative error of log(1 + e^-|x|), or of sigmoid: e^x and a few more. */
const sigmoidError = (x: number, a: Accuracy) =>
  a.exp(Math.abs(x)) + 8 * a.unit + 2 * a.divide;

function tokenLogProbability({ before, after, dims, accuracy }: Result) {
  const width = dims.vocabulary!;
  const { logits, target } = before, { lse, y } = after;
  // log(sum e^(x - top)) + top: the greatest relative error of a term, that of
  // the sum, the logarithm's, and one rounding at the end.
  const error = (r: number) => {
    const row = logits!.subarray(r * width, (r + 1) * width);
    const top = Math.max(...row), spread = top - Math.min(...row);
    return accuracy.exp(spread) + spread * accuracy.unit +
      gamma(width + 2, accuracy) + accuracy.log(lse![r]! - top) +
      2 * accuracy.unit * (Math.abs(lse![r]!) + Math.abs(top));
  };
  return {
    lse: error,
    y: (r: number) =>
      error(r) + 2 * accuracy.unit *
        (Math.abs(y![r]!) + Math.abs(logits![r * width + target![r]!]!)),
  };
}

function tokenLogProbabilityGrad({ before, dims, accuracy }: Result) {
  const { logits, lse, dy } = before;
  return {
    dlogits: (at: number) => {
      const r = Math.floor(at / dims.vocabulary!);
      const x = logits![at]! - lse![r]!;
      const error = accuracy.exp(x) + accuracy.unit * (Math.abs(x) + 2);
      return Math.abs(dy![r]!) * (Math.exp(x) * error + 2 * accuracy.unit) +
        accuracy.tiny;
    },
  };
}

function adamw({ before, after, constants, accuracy }: Result) {
  const { parameter, gradient, first, second, decay, norm, schedule } = before;
  const [beta1, beta2, epsilon] = constants as [number, number, number];
  const [rate, correction1, correction2, clip] = schedule as Float64Array;
  const u = accuracy.unit;
  const scale = Math.min(1, clip! / (Math.sqrt(norm![0]!) + 1e-6));
  // The relative error of the clipped gradient.
  const clipped = accuracy.squareRoot + accuracy.divide + 3 * u;
  const firstError = (at: number) => {
    const g = (1 - beta1) * Math.abs(gradient![at]! * scale);
    return g * (clipped + 3 * u) + 3 * u * Math.abs(beta1 * first![at]!) +
      accuracy.tiny;
  };
  const secondError = (at: number) => {
    const g = (1 - beta2) * (gradient![at]! * scale) ** 2;
    return g * (2 * clipped + 4 * u) + 3 * u * beta2 * second![at]! +
      accuracy.tiny;
  };
  return {
    first: firstError,
    second: secondError,
    parameter: (at: number) => {
      const root = Math.sqrt(after.second![at]! / correction2!);
      const step = after.first![at]! / correction1! / (root + epsilon);
      const relative = secondError(at) / after.second![at]! / 2 +
        accuracy.squareRoot + 3 * accuracy.divide + 4 * u;
      const error = Math.abs(step) * relative +
        firstError(at) / correction1! / (root + epsilon);
      const shrink = Math.abs(decay![at]! * parameter![at]!);
      return 1.1 * rate! * (error + 3 * u * (Math.abs(step) + shrink)) +
        u * Math.abs(after.parameter![at]!) + u * Math.abs(parameter![at]!);
    },
  };
}

const bounds: Readonly<Record<string, (result: Result) => Bounds>> = {
  matmul_nn: sums(({ k }) => k! + 2),
  matmul_nt: sums(({ k }) => k! + 2),
  matmul_tn: sums(({ k }) => k! + 2),
  add: elementwise(1),
  subtract: elementwise(1),
  multiply: elementwise(1),
  copy: exact,
  affine: sums(() => 2),
  exp: ({ before, after, accuracy }) => ({
    y: (at) => accuracy.exp(before.x![at]!) * after.y![at]! + accuracy.tiny,
  }),
  square: elementwise(1),
  relu: exact,
  relu_grad: exact,
  gelu: ({ before, after, accuracy }) => ({
    y: (at) =>
      Math.abs(before.x![at]!) * accuracy.erf +
      4 * accuracy.unit * Math.abs(after.y![at]!),
  }),
  gelu_grad: ({ before, after, accuracy }) => ({
    y: (at) =>
      dxOfGelu(before.a![at]!, before.b![at]!, accuracy) +
      4 * accuracy.unit * Math.abs(after.y![at]!),
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
  add_row: elementwise(1),
  row_sum: sums(({ columns }) => columns! + 1),
  row_dot: sums(({ columns }) => columns! + 2),
  column_sum: sums(({ rows }) => rows! + 1),
  broadcast_column: exact,
  scale_rows: elementwise(1),
  ...normaliseBounds,
  split_rotary: rotary,
  split_rotary_grad: rotary,
  ...attentionBounds,
  gather_rows: exact,
  gather_rows_grad: sums(({ rows }) => rows! + 1),
  token_log_probability: tokenLogProbability,
  token_log_probability_grad: tokenLogProbabilityGrad,
  sum_squares: sums(({ n }) => n! + 2),
  adamw,
  read_token: exact,
  append_cache: exact,
  advance_position: exact,
};

function dxOfGelu(x: number, dy: number, accuracy: Accuracy): number {
  const slope = Math.abs(x) * density(x);
  const exponent = accuracy.exp(x * x / 2) + accuracy.unit * x * x;
  return Math.abs(dy) *
      (accuracy.erf + slope * (exponent + 5 * accuracy.unit)) + accuracy.tiny;
}

/** Two products and their sum, all no greater than a and b together. */
function rotary({ kernel, before, accuracy }: Result): Bounds {
  let top = 0;
  for (const { name, dtype, access } of kernel.operands) {
    if (dtype === "u32" || access !== "read") continue;
    if (name === "cos" || name === "sin") continue;
    for (const value of before[name]!) top = Math.max(top, Math.abs(value));
  }
  return Object.fromEntries(
    kernel.operands.filter(({ access }) => access === "write").map((
      { name },
    ) => [name, () => 4 * accuracy.unit * top]),
  );
}

/** The bounds of one result. A written operand without one must be equal. */
export function boundsOf(result: Result): Bounds {
  const make = bounds[result.kernel.name];
  if (!make) {
    throw new Error(
      `Kernel "${result.kernel.name}" has no bound in learn/testing/bounds.ts`,
    );
  }
  return make(result);
}
