/**
 * Every kernel gives the same bytes with any number of threads, at sizes that
 * make several tasks, and again when it runs a second time.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Device, Location } from "../device/device.ts";
import { type Kernel, kernels } from "../kernels/mod.ts";
import { type Case, casesOfShape } from "../testing/cases.ts";
import { workloadOf } from "../testing/workloads/mod.ts";
import { createWasmDevice } from "./device.ts";
import { encodeSteps } from "./encode.ts";
import { module } from "./module.js";
import { instantiate } from "./threads.ts";

const products = [150, 100, 300], sums = [90, 100, 2000];
const cheap = [90_000], dear = [30_000], table = [1000, 90];
const heads = [400, 4, 20, 10, 22], sequences = [9, 140, 3, 20];
const tokens = [500, 200];

/** Dimensions that make several tasks, but for kernels that are one task. */
const largest: Readonly<Record<string, readonly number[]>> = {
  matmul_nn: products,
  matmul_nt: products,
  matmul_tn: sums,
  add: cheap,
  subtract: cheap,
  multiply: cheap,
  copy: cheap,
  affine: cheap,
  exp: dear,
  square: cheap,
  relu: cheap,
  relu_grad: cheap,
  gelu: dear,
  gelu_grad: dear,
  log_sigmoid: dear,
  log_sigmoid_grad: dear,
  add_row: table,
  row_sum: table,
  row_dot: table,
  column_sum: table,
  broadcast_column: table,
  scale_rows: table,
  layer_norm: table,
  layer_norm_grad_input: table,
  layer_norm_grad_scale: table,
  split_rotary: heads,
  split_rotary_grad: heads,
  attention: sequences,
  attention_grad_delta: sequences,
  attention_grad_query: sequences,
  attention_grad_key_value: sequences,
  gather_rows: [900, 90, 70],
  gather_rows_grad: [900, 90, 70],
  token_log_probability: tokens,
  token_log_probability_grad: tokens,
  sum_squares: cheap,
  adamw: dear,
  read_token: [300, 300, 20],
  append_cache: [500, 600, 90],
  attention_cached: [40, 40, 30, 4, 20],
  sample_token: [300, 300, 200, 9, 1, 0, 1],
  advance_position: [],
  bucket_rows: [900, 70],
  matmul_nt_bias: products,
  matmul_nt_bias_gelu: products,
  matmul_nt_bias_add: products,
  matmul_nn_add: products,
  matmul_nn_gelu_grad: products,
  matmul_tn_add: sums,
  accumulate: cheap,
  poison: cheap,
  token_log_probability_grad_in_place: tokens,
};

/** One thread does all of these: they are small, or a chain of decisions. */
const oneTask = ["read_token", "advance_position", "bucket_rows"];

const caseOf = (kernel: Kernel, shape: readonly number[], seed: number) =>
  casesOfShape(kernel, shape, seed)[0]!;

/** The tasks of both phases of a step. */
function tasksOf(kernel: Kernel, shape: readonly number[]): number[] {
  const memory = new WebAssembly.Memory({
    initial: 16,
    maximum: 65536,
    shared: true,
  });
  const { dims, constants } = caseOf(kernel, shape, 1);
  const step = {
    kernel: kernel.name,
    dims: shape,
    constants,
    operands: kernel.operands.map(({ dtype, length }) => ({
      allocation: { length: length(dims), dtype, free: () => {} },
      offset: 0,
      length: length(dims),
    })),
  };
  let address = 4096;
  const bytes = encodeSteps([step], ({ length }) => {
    const here = address;
    address += 4 * length;
    return here;
  });
  new Uint8Array(memory.buffer).set(bytes, 4096);
  instantiate(module, memory).prepare(4096);
  return [...new Uint32Array(memory.buffer, 4096 + 4, 2)];
}

/** Runs a case twice and gives all operands' bits after each run. */
async function bitsOf(device: Device, kernel: Kernel, one: Case) {
  const places = kernel.operands.map(({ dtype }, i): Location => {
    const { length } = one.operands[i]!;
    return { allocation: device.allocate(length, dtype), offset: 0, length };
  });
  const program = device.load([{
    kernel: kernel.name,
    operands: places,
    dims: kernel.dims.map((name) => one.dims[name]!),
    constants: one.constants,
  }]);
  const results = [];
  for (let run = 0; run < 2; run++) {
    places.forEach(({ allocation }, i) => {
      const values = one.operands[i]!;
      device.write(
        allocation,
        allocation.dtype === "f32"
          ? Float32Array.from(values)
          : Uint32Array.from(values),
      );
    });
    program.run();
    const bits = [];
    for (const { allocation } of places) {
      bits.push(new Uint32Array((await device.read(allocation)).buffer));
    }
    results.push(bits);
  }
  program.free();
  places.forEach(({ allocation }) => allocation.free());
  return results;
}

Deno.test("the largest shapes make several tasks, where a kernel has them", () => {
  for (const kernel of kernels) {
    const shape = largest[kernel.name];
    assert.ok(shape, `no shape for kernel "${kernel.name}"`);
    const [first, second] = tasksOf(kernel, shape);
    assert.equal(
      Math.max(first!, second!) > 1,
      !oneTask.includes(kernel.name),
      `${kernel.name}: ${first} and ${second} tasks`,
    );
  }
});

Deno.test("1, 2, 3 and 4 threads give the same bytes", async (t) => {
  const devices = await Promise.all(
    [1, 2, 3, 4].map((threads) => createWasmDevice({ threads })),
  );
  try {
    for (const kernel of kernels) {
      const most = largest[kernel.name]!;
      const { mend = (dims) => dims } = workloadOf(kernel.name);
      const shapes = fc.tuple(
        ...most.map((max) => fc.integer({ min: Math.min(1, max), max })),
      ).map((drawn) => {
        const dims = mend(
          Object.fromEntries(kernel.dims.map((name, i) => [name, drawn[i]!])),
        );
        return kernel.dims.map((name) => dims[name]!);
      });
      const same = async (shape: readonly number[], seed: number) => {
        const one = caseOf(kernel, shape, seed);
        const [expected] = await bitsOf(devices[0]!, kernel, one);
        for (const device of devices) {
          for (const bits of await bitsOf(device, kernel, one)) {
            assert.deepEqual(bits, expected);
          }
        }
      };
      await t.step(
        kernel.name,
        () =>
          fc.assert(fc.asyncProperty(shapes, fc.nat(), same), {
            numRuns: 4,
            seed: 1,
            examples: [[[...most], 1]],
          }),
      );
    }
  } finally {
    devices.forEach((device) => device.destroy());
  }
});
