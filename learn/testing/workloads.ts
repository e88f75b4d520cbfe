/**
 * What the kernels are tried on: shapes and operands for each kernel. Shapes
 * include single rows and columns, lengths that are no multiple of 4, 16 or 64,
 * and sizes that cross the borders of any likely tile.
 *
 * @module
 */

import { type Dims, kernelByName, type Values } from "../kernels/mod.ts";
import type { Random } from "./random.ts";

/** Operands by name. What is not given is filled with numbers in (-1, 1). */
type Given = Record<string, Values>;

/** What one kernel is tried on. */
export interface Workload {
  /** Dimensions, in the kernel's order. */
  readonly shapes: readonly (readonly number[])[];
  /** Constants, in the kernel's order. */
  readonly constants?: readonly number[];
  /** Makes operands that have to mean something. */
  fill?(random: Random, dims: Dims, constants: readonly number[]): Given;
  /**
   * Set where the result is a polynomial of the operands with integer
   * coefficients. Such a kernel is also tried on small integers, where float32
   * is exact in any order of sums, so that a lost or a doubled term shows
   * however small it is beside the bound on rounding errors.
   */
  readonly polynomial?: boolean;
}

/** Runs a kernel's reference on given operands; the results are float32. */
function forward(
  name: string,
  given: Given,
  dims: Dims,
  constants: readonly number[] = [],
): Given {
  const kernel = kernelByName.get(name)!;
  const values = kernel.operands.map((operand) =>
    given[operand.name] ?? new Float64Array(operand.length(dims))
  );
  kernel.reference(values, dims, constants);
  const result: Given = {};
  kernel.operands.forEach((operand, i) => {
    result[operand.name] = values[i]!.map(Math.fround) as Values;
  });
  return result;
}

const lengths = [[1], [3], [64], [257], [1000], [4099]];
const tables = [
  [1, 1],
  [1, 67],
  [53, 1],
  [5, 4],
  [17, 33],
  [64, 64],
  [130, 71],
  [3, 1030],
  [1100, 9],
];
/** m, n, k. */
const products = [
  [1, 1, 1],
  [1, 33, 7],
  [65, 1, 64],
  [7, 5, 130],
  [16, 16, 16],
  [33, 72, 64],
  [64, 192, 65],
  [129, 67, 31],
  [132, 36, 1028],
  [200, 130, 258],
];
/** batch, time, heads, size. */
const sequences = [
  [1, 1, 1, 1],
  [2, 3, 1, 5],
  [1, 22, 4, 16],
  [3, 17, 2, 12],
  [2, 70, 3, 8],
  [1, 33, 2, 65],
];
/** rows, heads, size, half, positions. */
const heads = [
  [1, 1, 2, 1, 1],
  [5, 2, 7, 2, 9],
  [44, 4, 16, 2, 22],
  [3, 3, 8, 4, 5],
  [2, 1, 5, 0, 3],
];

const elementwise: Workload = { shapes: lengths, polynomial: true };

/** Some numbers of all sizes with the corners in front. */
function spread(random: Random, n: number, corners: number[], width: number) {
  const x = random.uniforms(n, -width, width);
  x.set(corners.slice(0, n));
  return x.map(Math.fround);
}

const wide = (name: string, corners: number[], width: number): Workload => ({
  shapes: lengths,
  fill: (random, { n }) => ({ [name]: spread(random, n!, corners, width) }),
});

const geluCorners = [0, -1e-3, 4, -4, 12, -12, 1e4, -1e4, 1e-30];
const sigmoidCorners = [0, -0.5, 20, -20, 90, -90, 1e4, -1e4, 1e-8];

function attentionInputs(random: Random, dims: Dims) {
  const n = dims.batch! * dims.time! * dims.heads! * dims.size!;
  const make = () => random.uniforms(n, -2, 2);
  return { q: make(), k: make(), v: make(), dout: make() };
}

/** Inputs of the backward kernels, with sums from the forward kernels. */
const attentionGrad: Workload = {
  shapes: sequences,
  constants: [0.375],
  fill(random, dims, constants) {
    const given = attentionInputs(random, dims);
    const { out, lse } = forward("attention", given, dims, constants);
    const rows = { dout: given.dout, out: out! };
    const { delta } = forward("attention_grad_delta", rows, dims);
    return { ...given, lse: lse!, delta: delta! };
  },
};

const layerNormInputs = (random: Random, { rows, columns }: Dims) => ({
  x: random.uniforms(rows! * columns!, -2, 4),
  gamma: random.uniforms(columns!, 0.5, 1.5),
});

const layerNormGrad: Workload = {
  shapes: tables,
  fill(random, dims) {
    const given = layerNormInputs(random, dims);
    const { mean, rstd } = forward(
      "layer_norm",
      { ...given, beta: new Float64Array(dims.columns!) },
      dims,
      [1e-5],
    );
    return { ...given, mean: mean!, rstd: rstd! };
  },
};

const gather: Workload = {
  shapes: [
    [1, 1, 1],
    [5, 3, 2],
    [100, 64, 72],
    [31, 17, 200],
    [700, 5, 3],
  ],
  fill: (random, { rows, entries }) => ({
    index: random.ids(rows!, 0, entries!),
  }),
  polynomial: true,
};

const rotary: Workload = {
  shapes: heads,
  fill: (random, { rows, positions }) => ({
    position: random.ids(rows!, 0, positions!),
  }),
  polynomial: true,
};

const classification: Workload = {
  shapes: [[1, 1], [1, 72], [65, 72], [13, 3], [4, 1500]],
  fill(random, dims) {
    const { rows, vocabulary } = dims;
    const given = {
      logits: random.uniforms(rows! * vocabulary!, -8, 8),
      target: random.ids(rows!, 0, vocabulary!),
    };
    const { lse } = forward("token_log_probability", given, dims);
    return { ...given, lse: lse! };
  },
};

/** Decoding kernels stand at some position inside the capacity. */
const at = (random: Random, dims: Dims) => ({
  position: Uint32Array.of(random.integer(0, dims.capacity!)),
});

/** batch, vocabulary, capacity, end, pad. */
const sampling = [
  [1, 2, 2, 0, 1],
  [130, 72, 5, 1, 0],
  [33, 300, 4, 2, 299],
  [64, 7, 3, 6, 3],
];

/** Workloads by the kernel's name. */
export const workloads: Readonly<Record<string, Workload>> = {
  matmul_nn: { shapes: products, polynomial: true },
  matmul_nt: { shapes: products, polynomial: true },
  matmul_tn: { shapes: products, polynomial: true },
  add: elementwise,
  subtract: elementwise,
  multiply: elementwise,
  copy: elementwise,
  affine: { ...elementwise, constants: [-3, 0.5] },
  exp: wide("x", [0, 1, -1, 80, -80, -100, -1000, 1e-6], 20),
  square: elementwise,
  relu: elementwise,
  relu_grad: elementwise,
  gelu: wide("x", geluCorners, 5),
  gelu_grad: wide("a", geluCorners, 5),
  log_sigmoid: wide("x", sigmoidCorners, 15),
  log_sigmoid_grad: wide("a", sigmoidCorners, 15),
  add_row: { shapes: tables, polynomial: true },
  row_sum: { shapes: tables, polynomial: true },
  row_dot: { shapes: tables, polynomial: true },
  column_sum: { shapes: tables, polynomial: true },
  broadcast_column: { shapes: tables, polynomial: true },
  scale_rows: { shapes: tables, polynomial: true },
  layer_norm: {
    shapes: tables,
    constants: [1e-5],
    fill: layerNormInputs,
  },
  layer_norm_grad_input: layerNormGrad,
  layer_norm_grad_scale: { ...layerNormGrad, polynomial: true },
  split_rotary: rotary,
  split_rotary_grad: rotary,
  attention: {
    shapes: sequences,
    constants: [0.375],
    fill: (random, dims) => attentionInputs(random, dims),
  },
  attention_grad_delta: { shapes: sequences, polynomial: true },
  attention_grad_query: attentionGrad,
  attention_grad_key_value: attentionGrad,
  gather_rows: gather,
  gather_rows_grad: gather,
  token_log_probability: classification,
  token_log_probability_grad: classification,
  sum_squares: { shapes: [...lengths, [100_003]], polynomial: true },
  adamw: {
    shapes: lengths,
    constants: [0.9, 0.999, 1e-8],
    fill: (random, { n }) => ({
      second: random.uniforms(n!, 0, 0.1),
      decay: random.uniforms(n!, 0, 0.1),
      // A norm on either side of the clipping threshold of 1.
      norm: Float64Array.of(n! % 2 === 0 ? 0.25 : 9),
      schedule: Float64Array.of(3e-3, 0.271, 2.997e-3, 1),
    }),
  },
  read_token: {
    shapes: [[1, 1], [70, 5], [3, 300]],
    fill: (random, dims) => ({
      ...at(random, dims),
      tokens: random.ids(dims.batch! * dims.capacity!, 0, 1000),
    }),
  },
  append_cache: {
    shapes: [[1, 1, 1], [5, 3, 64], [2, 22, 67], [9, 2, 130]],
    fill: at,
    polynomial: true,
  },
  attention_cached: {
    shapes: [
      [1, 1, 1, 1],
      [2, 7, 3, 5],
      [5, 22, 4, 16],
      [1, 150, 2, 65],
    ],
    constants: [0.375],
    fill: at,
  },
  sample_token: {
    // Every shape is tried at several temperatures; see `fill`.
    shapes: [...sampling, ...sampling, ...sampling],
    fill(random, dims) {
      const { batch, vocabulary, capacity } = dims;
      const logits = random.uniforms(batch! * vocabulary!, -4, 4);
      // Equal logits, so that the order of equals is tried, too.
      for (let i = 0; i < logits.length; i += 3) logits[i] = 2;
      const position = random.integer(0, capacity!);
      return {
        logits,
        position: Uint32Array.of(position),
        // Some prompts end before the next position, some at it, some after.
        prompt: random.ids(batch!, 1, capacity! + 2),
        temperature: Float64Array.of([0, 1, 0.5][random.integer(0, 3)]!),
        seed: random.ids(3, 0, 0xffffffff),
        tokens: random.ids(batch! * capacity!, 0, vocabulary!),
      };
    },
  },
  advance_position: {
    shapes: [[]],
    fill: (random) => ({ position: random.ids(1, 0, 1000) }),
  },
};
