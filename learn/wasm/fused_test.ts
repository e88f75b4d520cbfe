/**
 * Products with an epilogue give the bytes of the plain kernels one after the
 * other, at the sizes where a product is computed in another way: single rows
 * and columns, widths that are no multiple of a tile, no terms, more terms than
 * a block, one task and many.
 *
 * @module
 */

import assert from "node:assert/strict";
import { type Dims, kernelByName } from "../kernels/mod.ts";
import { Random } from "../testing/random.ts";
import { createWasmDevice } from "./device.ts";

/** What to do, in terms of names; "t" and what follows are in between. */
type Part = [kernel: string, operands: readonly string[]];

/** The plain kernels, by the fused one's name. */
const plain: Record<string, readonly Part[]> = {
  matmul_nt_bias: [
    ["matmul_nt", ["a", "b", "t"]],
    ["add_row", ["t", "bias", "c"]],
  ],
  matmul_nt_bias_gelu: [
    ["matmul_nt", ["a", "b", "t"]],
    ["add_row", ["t", "bias", "u"]],
    ["gelu", ["u", "c"]],
  ],
  matmul_nt_bias_add: [
    ["matmul_nt", ["a", "b", "t"]],
    ["add_row", ["t", "bias", "s"]],
    ["add", ["s", "r", "c"]],
  ],
  matmul_nn_add: [
    ["matmul_nn", ["a", "b", "t"]],
    ["add", ["t", "r", "c"]],
  ],
  matmul_nn_gelu_grad: [
    ["matmul_nn", ["a", "b", "t"]],
    ["gelu_grad", ["u", "t", "c"]],
  ],
  matmul_tn_add: [
    ["matmul_tn", ["a", "b", "t"]],
    ["add", ["c", "t", "s"]],
    ["copy", ["s", "c"]],
  ],
};

/** m, n, k. */
const shapes = [
  [1, 1, 0],
  [9, 10, 0],
  [50, 9, 0],
  [1, 1, 1],
  [1, 13, 64],
  [37, 1, 256],
  [6, 8, 257],
  [7, 9, 513],
  [64, 72, 64],
  [61, 135, 600],
  [200, 33, 20],
  [73, 129, 2049],
  [137, 270, 33],
  // Tasks beside each other, of few rows and of many.
  [5, 300, 300],
  [60, 300, 300],
] as const;

const dimsOf = (kernel: string, [m, n, k]: readonly number[]): Dims => {
  const all: Record<string, number> = {
    m: m!,
    n: n!,
    k: k!,
    rows: m!,
    columns: n!,
  };
  const { dims } = kernelByName.get(kernel)!;
  // Element-wise kernels call the number of all elements n.
  return dims.length === 1
    ? { n: m! * n! }
    : Object.fromEntries(dims.map((name) => [name, all[name]!]));
};

/** Runs kernels over operands of the same names; returns all of them. */
async function run(
  parts: readonly Part[],
  shape: readonly number[],
  threads: number,
): Promise<Record<string, Uint32Array>> {
  const device = await createWasmDevice({ threads });
  const random = new Map(
    ["a", "b", "bias", "r", "u", "c"].map((name, i) => [name, new Random(i)]),
  );
  const operands = new Map<string, ReturnType<typeof device.allocate>>();
  const steps = parts.map(([name, names]) => {
    const kernel = kernelByName.get(name)!, dims = dimsOf(name, shape);
    return {
      kernel: name,
      dims: kernel.dims.map((dim) => dims[dim]!),
      constants: [],
      operands: kernel.operands.map((operand, i) => {
        const key = names[i]!, length = operand.length(dims);
        let allocation = operands.get(key);
        if (!allocation) {
          allocation = device.allocate(length);
          operands.set(key, allocation);
          const values = random.get(key)?.uniforms(length, -2, 2);
          if (values) device.write(allocation, Float32Array.from(values));
        }
        return { allocation, offset: 0, length };
      }),
    };
  });
  try {
    device.load(steps).run();
    const result: Record<string, Uint32Array> = {};
    for (const [name, allocation] of operands) {
      const { buffer } = await device.read(allocation);
      result[name] = new Uint32Array(buffer);
    }
    return result;
  } finally {
    device.destroy();
  }
}

for (const [name, parts] of Object.entries(plain)) {
  Deno.test(`${name} gives the bytes of the plain kernels`, async () => {
    const { operands } = kernelByName.get(name)!;
    const fused: Part = [name, operands.map(({ name }) => name)];
    for (const shape of shapes) {
      const expected = await run(parts, shape, 1);
      for (const threads of [1, 2]) {
        const actual = await run([fused], shape, threads);
        for (const operand of operands) {
          assert.deepEqual(
            actual[operand.name],
            expected[operand.name],
            `${operand.name} at ${shape} with ${threads} threads`,
          );
        }
      }
    }
  });
}
