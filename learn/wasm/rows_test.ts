/**
 * Generation relies on this: what a kernel gives for a row has the same bytes
 * whichever rows are beside it and however many there are.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Device } from "../device/device.ts";
import { kernelByName } from "../kernels/mod.ts";
import { Random } from "../testing/random.ts";
import { createWasmDevice } from "./device.ts";

/** Runs a kernel on given float operands; gives what it writes. */
async function run(
  device: Device,
  name: string,
  dims: Readonly<Record<string, number>>,
  given: Readonly<Record<string, Float32Array | Uint32Array>>,
): Promise<Record<string, Float32Array>> {
  const kernel = kernelByName.get(name)!;
  const places = kernel.operands.map((operand) => {
    const length = operand.length(dims);
    const allocation = device.allocate(length, operand.dtype);
    const data = given[operand.name];
    if (data) device.write(allocation, data);
    return { allocation, offset: 0, length };
  });
  const program = device.load([{
    kernel: name,
    operands: places,
    dims: kernel.dims.map((dim) => dims[dim]!),
    constants: kernel.constants.map(() => 1e-5),
  }]);
  program.run();
  const result: Record<string, Float32Array> = {};
  for (const [i, operand] of kernel.operands.entries()) {
    if (operand.access !== "write") continue;
    const values = await device.read(places[i]!.allocation);
    result[operand.name] = values as Float32Array;
  }
  program.free();
  for (const { allocation } of places) allocation.free();
  return result;
}

const { fround } = Math;
const numbers = (random: Random, length: number) =>
  Float32Array.from(random.uniforms(length), fround);

/** Kernels of a decoder's rows, and the operands that have a row for each. */
const products = [
  ["matmul_nn", ["a", "c"]],
  ["matmul_nt", ["a", "c"]],
  ["matmul_nt_bias", ["a", "c"]],
  ["matmul_nt_bias_gelu", ["a", "c", "u"]],
  ["matmul_nt_bias_add", ["a", "r", "c"]],
  ["matmul_nn_add", ["a", "r", "c"]],
] as const;

Deno.test("a row of a product has the same bytes among any other rows", async () => {
  const device = await createWasmDevice({ threads: 2 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...products),
      fc.integer({ min: 1, max: 130 }),
      // Long enough for every way in which sums may be cut.
      fc.constantFrom(3, 20, 64, 255, 256, 257, 320, 1280),
      fc.constantFrom(1, 7, 8, 33, 72, 192),
      fc.nat({ max: 1000 }),
      async ([name, rowwise], rows, k, n, seed) => {
        const random = new Random(seed);
        const m = 1 + random.integer(0, rows), from = random.integer(0, rows);
        const given: Record<string, Float32Array> = {
          a: numbers(random, rows * k),
          b: numbers(random, k * n),
          bias: numbers(random, n),
          r: numbers(random, rows * n),
        };
        const all = await run(device, name, { m: rows, n, k }, given);
        const count = Math.min(m, rows - from);
        const cut = (values: Float32Array) => {
          const width = values.length / rows;
          return values.slice(from * width, (from + count) * width);
        };
        const part = { ...given };
        for (const operand of rowwise) {
          if (part[operand]) part[operand] = cut(part[operand]);
        }
        const own = await run(device, name, { m: count, n, k }, part);
        for (const [operand, values] of Object.entries(own)) {
          assert.deepEqual(values, cut(all[operand]!), `${name}: ${operand}`);
        }
      },
    ),
    { seed: 1, numRuns: 60 },
  );
  device.destroy();
});

Deno.test("a row's layer norm has the same bytes among any other rows", async () => {
  const device = await createWasmDevice({ threads: 2 });
  const random = new Random(3), columns = 67, rows = 50;
  const given = {
    x: numbers(random, rows * columns),
    gamma: numbers(random, columns),
    beta: numbers(random, columns),
  };
  const all = await run(device, "layer_norm", { rows, columns }, given);
  for (let r = 0; r < rows; r++) {
    const cut = (values: Float32Array) =>
      values.slice(r * columns, (r + 1) * columns);
    const own = { ...given, x: cut(given.x) };
    const { y } = await run(device, "layer_norm", { rows: 1, columns }, own);
    assert.deepEqual(y, cut(all.y!));
  }
  device.destroy();
});
