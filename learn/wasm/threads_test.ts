import assert from "node:assert/strict";
import fc from "fast-check";
import type { Device, Location } from "../device/device.ts";
import { type Dims, kernelByName, type Values } from "../kernels/mod.ts";
import { Random } from "../testing/random.ts";
import { forward } from "../testing/workloads/workload.ts";
import { createWasmDevice } from "./device.ts";

const upTo = (max: number) => fc.integer({ min: 1, max });

/** Runs one kernel and gives all its operands' bits. */
async function bitsOf(
  device: Device,
  name: string,
  shape: readonly number[],
  operands: readonly Values[],
): Promise<Uint32Array[]> {
  const kernel = kernelByName.get(name)!;
  const places = kernel.operands.map(({ dtype }, i): Location => {
    const values = operands[i]!, { length } = values;
    const allocation = device.allocate(length, dtype);
    device.write(
      allocation,
      dtype === "f32" ? Float32Array.from(values) : Uint32Array.from(values),
    );
    return { allocation, offset: 0, length };
  });
  const executable = device.load([{
    kernel: name,
    operands: places,
    dims: shape,
    constants: kernel.constants.map(() => 0.25),
  }]);
  executable.run();
  const results = [];
  for (const { allocation } of places) {
    results.push(new Uint32Array((await device.read(allocation)).buffer));
    allocation.free();
  }
  executable.free();
  return results;
}

function inputsOf(
  name: string,
  dims: Dims,
  values: (n: number) => Values,
): Values[] {
  if (name === "gather_rows_grad") {
    const [index] = inputsOf("bucket_rows", dims, values);
    const { order, starts } = forward("bucket_rows", { index: index! }, dims);
    const { columns, rows } = dims;
    const table = values(dims.entries! * columns!);
    return [values(rows! * columns!), order!, starts!, table];
  }
  const limit = dims.entries ?? dims.vocabulary ?? 1;
  return kernelByName.get(name)!.operands.map((operand): Values => {
    const drawn = values(operand.length(dims));
    return operand.dtype === "f32" ? drawn : Uint32Array.from(
      drawn,
      (x) => Math.floor(Math.abs(x) * limit) % limit,
    );
  });
}

const dimsOf = (name: string, shape: readonly number[]): Dims =>
  Object.fromEntries(
    kernelByName.get(name)!.dims.map((dim, i) => [dim, shape[i]!]),
  );

Deno.test("products of small integers are exact over many terms", async () => {
  const device = await createWasmDevice({ threads: 2 });
  try {
    const products = fc.record({
      kernel: fc.constantFrom("matmul_nn", "matmul_nt", "matmul_tn"),
      shape: fc.tuple(upTo(80), upTo(80), upTo(2500)),
      seed: upTo(2 ** 31),
    });
    await fc.assert(
      fc.asyncProperty(products, async ({ kernel, shape, seed }) => {
        const random = new Random(seed), dims = dimsOf(kernel, shape);
        const inputs = inputsOf(
          kernel,
          dims,
          (n) => random.uniforms(n, -4, 5).map(Math.floor),
        );
        const bits = await bitsOf(device, kernel, shape, inputs);
        kernelByName.get(kernel)!.reference(inputs, dims, []);
        assert.deepEqual(
          new Float32Array(bits[2]!.buffer),
          Float32Array.from(inputs[2]!),
        );
      }),
      { numRuns: 15, seed: 1 },
    );
  } finally {
    device.destroy();
  }
});

Deno.test("thousands of short runs lose no wake-up", async () => {
  const rows = 600, columns = 64;
  for (const threads of [2, 4]) {
    const device = await createWasmDevice({ threads });
    const place = (length: number): Location => ({
      allocation: device.allocate(length),
      offset: 0,
      length,
    });
    const a = place(rows * columns), sums = place(rows), total = place(1);
    const ones = new Float32Array(rows * columns).fill(1);
    device.write(a.allocation, ones);
    const executable = device.load([
      {
        kernel: "row_sum",
        operands: [a, sums],
        dims: [rows, columns],
        constants: [],
      },
      {
        kernel: "sum_squares",
        operands: [sums, total],
        dims: [rows],
        constants: [],
      },
      {
        kernel: "copy",
        operands: [place(100_000), place(100_000)],
        dims: [100_000],
        constants: [],
      },
    ]);
    for (let i = 0; i < 20_000; i++) executable.run(1 + i % 3);
    const [sum] = await device.read(total.allocation);
    assert.equal(sum, rows * columns * columns);
    device.destroy();
  }
});

Deno.test("threads without a task sleep", async () => {
  const device = await createWasmDevice({ threads: 4 });
  try {
    const place = (): Location => ({
      allocation: device.allocate(200_000),
      offset: 0,
      length: 200_000,
    });
    const program = device.load([{
      kernel: "copy",
      operands: [place(), place()],
      dims: [200_000],
      constants: [],
    }]);
    for (let run = 0; run < 3; run++) {
      program.run(10);
      // They look for a task some time longer; how long is the system's affair.
      for (let waits = 0; device.sleeping < 3; waits++) {
        assert.ok(waits < 6000, `only ${device.sleeping} of 3 threads sleep`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      assert.equal(device.sleeping, 3);
    }
  } finally {
    device.destroy();
  }
});
