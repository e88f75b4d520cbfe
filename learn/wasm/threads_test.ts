import assert from "node:assert/strict";
import fc from "fast-check";
import type { Device, Location } from "../device/device.ts";
import { type Dims, kernelByName, type Values } from "../kernels/mod.ts";
import { Random } from "../testing/random.ts";
import { forward } from "../testing/workloads/workload.ts";
import { createWasmDevice } from "./device.ts";

const upTo = (max: number) => fc.integer({ min: 1, max });

/** Kernels whose work is cut in each of the ways there are. */
const shapes: Record<string, readonly fc.Arbitrary<number>[]> = {
  matmul_nn: [upTo(300), upTo(150), upTo(600)],
  matmul_nt: [upTo(300), upTo(150), upTo(600)],
  matmul_tn: [upTo(100), upTo(100), upTo(3000)],
  gelu: [upTo(60_000)],
  row_sum: [upTo(50), upTo(20_000)],
  column_sum: [upTo(3000), upTo(100)],
  layer_norm: [upTo(1000), upTo(100)],
  layer_norm_grad_scale: [upTo(3000), upTo(100)],
  attention: [upTo(8), upTo(40), upTo(4), upTo(20)],
  attention_grad_query: [upTo(8), upTo(40), upTo(4), upTo(20)],
  attention_grad_key_value: [upTo(8), upTo(40), upTo(4), upTo(20)],
  gather_rows_grad: [upTo(3000), upTo(100), upTo(100)],
  token_log_probability: [upTo(500), upTo(200)],
  sum_squares: [upTo(100_000)],
};

const tasks = fc.constantFrom(...Object.keys(shapes)).chain((kernel) =>
  fc.record({
    kernel: fc.constant(kernel),
    shape: fc.tuple(...shapes[kernel]!),
    seed: upTo(2 ** 31),
  })
);

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

Deno.test("1, 2, 3 and 4 threads give the same bytes", async () => {
  const devices = await Promise.all(
    [1, 2, 3, 4].map((threads) => createWasmDevice({ threads })),
  );
  try {
    await fc.assert(
      fc.asyncProperty(tasks, async ({ kernel, shape, seed }) => {
        const random = new Random(seed);
        const inputs = inputsOf(
          kernel,
          dimsOf(kernel, shape),
          (n) => random.uniforms(n),
        );
        const expected = await bitsOf(devices[0]!, kernel, shape, inputs);
        for (const device of devices.slice(1)) {
          assert.deepEqual(
            await bitsOf(device, kernel, shape, inputs),
            expected,
          );
        }
      }),
      { numRuns: 60, seed: 1 },
    );
  } finally {
    devices.forEach((device) => device.destroy());
  }
});

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
