/**
 * Tests of the `webgpu` device on whatever adapter this machine offers.
 *
 * @module
 */

import assert from "node:assert/strict";
import { alignment, type Device, type Step } from "../device/device.ts";
import { wgsl } from "../testing/accuracy.ts";
import { checkKernels } from "../testing/conformance.ts";
import { Random } from "../testing/random.ts";
import { webgpuTest, withDevice } from "../testing/webgpu.ts";
import { createWebGpuDevice, WebGpuError } from "./device.ts";

webgpuTest(
  "webgpu: kernels agree with their float64 references",
  // What a kernel reads of its scratch memory it must have written.
  (t) =>
    checkKernels(
      t,
      () => createWebGpuDevice({ poison: true }),
      { accuracy: wgsl },
    ),
);

/** A test with a device. */
function deviceTest(name: string, run: (device: Device) => Promise<void>) {
  webgpuTest(`webgpu: ${name}`, () => withDevice({}, run));
}

/** A step over fresh allocations, with what each of them holds. */
function stepOver(
  device: Device,
  kernel: string,
  dims: number[],
  constants: number[],
  contents: (Float32Array | Uint32Array)[],
): Step {
  const operands = contents.map((data) => {
    const dtype = data instanceof Float32Array ? "f32" : "u32";
    const allocation = device.allocate(data.length, dtype);
    device.write(allocation, data);
    return { allocation, offset: 0, length: data.length };
  });
  return { kernel, operands, dims, constants };
}

const randoms = (seed: number, n: number) =>
  Float32Array.from(new Random(seed).uniforms(n));

deviceTest(
  "another device on the same adapter gives the same bytes",
  async () => {
    const results: Uint32Array[][] = [];
    for (let i = 0; i < 2; i++) {
      const device = await createWebGpuDevice();
      const steps = [
        // A product with k in slices, a row in lanes, and softmax.
        stepOver(device, "matmul_tn", [40, 72, 3000], [], [
          randoms(1, 40 * 3000),
          randoms(2, 72 * 3000),
          new Float32Array(40 * 72),
        ]),
        stepOver(device, "sum_squares", [50_000], [], [
          randoms(3, 50_000),
          new Float32Array(1),
        ]),
        stepOver(device, "attention", [3, 50, 2, 16], [0.25], [
          randoms(4, 4800),
          randoms(5, 4800),
          randoms(6, 4800),
          new Float32Array(4800),
          new Float32Array(300),
        ]),
      ];
      device.load(steps).run();
      const written = [
        steps[0]!.operands[2]!,
        steps[1]!.operands[1]!,
        steps[2]!.operands[3]!,
      ];
      const bits = [];
      for (const { allocation } of written) {
        bits.push(new Uint32Array((await device.read(allocation)).buffer));
      }
      results.push(bits);
      device.destroy();
    }
    assert.deepEqual(results[1], results[0]);
  },
);

deviceTest("a program runs as often as asked, in order", async (device) => {
  const step = stepOver(device, "advance_position", [], [], [
    Uint32Array.of(7),
  ]);
  const program = device.load([step, step]);
  // More dispatches than go into one submission.
  program.run(2500);
  program.run();
  const result = await device.read(step.operands[0]!.allocation);
  assert.deepEqual([...result], [7 + 5002]);
});

deviceTest(
  "a grid may have more workgroups than one direction",
  async (device) => {
    const batch = 65_600, capacity = 2;
    const logits = new Float32Array(batch * 3);
    const best = Uint32Array.from({ length: batch }, (_, b) => b % 3);
    best.forEach((v, b) => logits[b * 3 + v] = 1);
    const step = stepOver(
      device,
      "sample_token",
      [batch, batch, 3, capacity, 9, 9, 0],
      [],
      [
        logits,
        Uint32Array.from({ length: batch }, (_, b) => b * capacity),
        Uint32Array.of(1, 2, 3),
        Float32Array.of(0, 1),
        new Uint32Array(batch),
        new Uint32Array(batch),
        new Uint32Array(batch * capacity),
        new Float32Array(batch * capacity),
      ],
    );
    device.load([step]).run();
    const tokens = await device.read(step.operands[6]!.allocation);
    const chosen = tokens.filter((_, i) => i % capacity === 1);
    assert.deepEqual(chosen, best);
  },
);

deviceTest(
  "parts of memory are written and read back, bit by bit",
  async (device) => {
    const floats = device.allocate(300);
    const bits = Uint32Array.of(0x7fc12345, 0x80000000, 1, 0x3f800000);
    device.write(floats, new Float32Array(bits.buffer), 150);
    const part = await device.read(floats, 149, 6);
    assert.deepEqual(
      [...new Uint32Array(part.buffer)],
      [0, ...bits, 0],
    );
    assert.equal((await device.read(floats, 10, 0)).length, 0);
    // A view of shared memory is taken as well.
    const shared = new Uint32Array(new SharedArrayBuffer(8));
    shared.set([5, 6]);
    const ids = device.allocate(2, "u32");
    device.write(ids, shared);
    assert.deepEqual([...await device.read(ids)], [5, 6]);
  },
);

deviceTest("reads at the same time do not mix", async (device) => {
  const parts = [1, 2, 3].map((value) => {
    const allocation = device.allocate(1000 * value);
    device.write(allocation, new Float32Array(1000 * value).fill(value));
    return allocation;
  });
  const results = await Promise.all(parts.map((part) => device.read(part)));
  results.forEach((result, i) => {
    assert.equal(result.length, 1000 * (i + 1));
    assert.ok(result.every((value) => value === i + 1));
  });
});

deviceTest("operands of one step may share an allocation", async (device) => {
  const allocation = device.allocate(3 * alignment);
  device.write(allocation, Float32Array.of(1, 2, 3));
  device.write(allocation, Float32Array.of(10, 20, 30), alignment);
  const at = (i: number) => ({ allocation, offset: i * alignment, length: 3 });
  const add = { kernel: "add", dims: [3], constants: [] };
  device.load([{ ...add, operands: [at(0), at(1), at(2)] }]).run();
  const result = await device.read(allocation, 2 * alignment, 4);
  assert.deepEqual([...result], [11, 22, 33, 0]);
  assert.throws(
    () => device.load([{ ...add, operands: [at(0), at(0), at(2)] }]),
    /"add": operand "b" overlaps operand "a"/,
  );
});

deviceTest(
  "what lies outside of memory is refused before WebGPU sees it",
  async (device) => {
    const memory = device.allocate(8);
    assert.throws(
      () => device.write(memory, new Float32Array(5), 4),
      RangeError,
    );
    assert.throws(
      () => device.write(memory, new Float32Array(1), -1),
      RangeError,
    );
    assert.throws(() => device.write(memory, new Uint32Array(1)), TypeError);
    await assert.rejects(device.read(memory, 4, 5), RangeError);
    await assert.rejects(device.read(memory, 0.5, 1), RangeError);
    assert.throws(
      () => device.allocate(2 ** 40),
      /Cannot allocate 4398046511104 bytes: ".*" allows \d+ at most/,
    );
  },
);

deviceTest(
  "what was freed, or is another device's, is refused",
  async (device) => {
    const other = await createWebGpuDevice();
    const foreign = other.allocate(1, "u32");
    const step = (allocation: typeof foreign): Step => ({
      kernel: "advance_position",
      operands: [{ allocation, offset: 0, length: 1 }],
      dims: [],
      constants: [],
    });
    assert.throws(() => device.load([step(foreign)]), /another device/);
    const own = device.allocate(1, "u32");
    const first = device.load([step(own)]), second = device.load([step(own)]);
    first.free();
    assert.throws(() => first.run(), /program was freed/);
    own.free();
    assert.throws(() => second.run(), /allocation was freed/);
    await assert.rejects(device.read(own), /allocation was freed/);
    other.destroy();
    assert.throws(() => other.allocate(1), WebGpuError);
  },
);

deviceTest("ids outside of their table do no harm", async (device) => {
  const gather = stepOver(device, "gather_rows", [3, 4, 2], [], [
    Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
    Uint32Array.of(0, 2, 0xffffffff),
    new Float32Array(12),
  ]);
  const score = stepOver(device, "token_log_probability", [2, 4], [], [
    new Float32Array(8),
    Uint32Array.of(4, 0xffffffff),
    new Float32Array(2),
    new Float32Array(2),
  ]);
  device.load([gather, score]).run();
  const rows = await device.read(gather.operands[2]!.allocation);
  assert.deepEqual([...rows], [1, 2, 3, 4, 5, 6, 7, 8, 5, 6, 7, 8]);
  const scores = await device.read(score.operands[2]!.allocation);
  for (const value of scores) assert.ok(Math.abs(value + Math.log(4)) < 1e-6);
});
