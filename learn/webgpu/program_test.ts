/**
 * Tests of what running a program costs and keeps: memory, bindings, work that
 * waits, and scratch.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Device, Step } from "../device/device.ts";
import { gpuWith, webgpuTest, withDevice } from "../testing/webgpu.ts";
import { createWebGpuDevice, type WebGpuOptions } from "./device.ts";
import { planners } from "./kernels/mod.ts";

/** A test with a device. */
function deviceTest(
  name: string,
  options: () => WebGpuOptions,
  run: (device: Device) => Promise<void>,
) {
  webgpuTest(`webgpu: ${name}`, () => withDevice(options(), run));
}

/** A step over fresh memory: lengths of its operands, in order. */
function stepOver(
  device: Device,
  kernel: string,
  dims: number[],
  lengths: number[],
): Step {
  const operands = lengths.map((length) => ({
    allocation: device.allocate(length),
    offset: 0,
    length,
  }));
  return { kernel, operands, dims, constants: [] };
}

const makers = [
  "createBindGroup",
  "createBindGroupLayout",
  "createBuffer",
  "createComputePipeline",
  "createComputePipelineAsync",
  "createPipelineLayout",
  "createShaderModule",
] as const;

const made = new Map<string, number>();

deviceTest(
  "steps make no buffers, bindings or pipelines, and one submission each",
  () => ({
    gpu: gpuWith((gpu) => {
      const count = (what: string) => made.set(what, (made.get(what) ?? 0) + 1);
      const watch = (on: GPUDevice | GPUQueue, name: string) => {
        const methods = on as unknown as Record<string, (x: unknown) => void>;
        const own = methods[name]!.bind(on);
        methods[name] = (...given) => {
          count(name);
          return own(...given);
        };
      };
      for (const name of makers) watch(gpu, name);
      watch(gpu.queue, "submit");
    }),
  }),
  async (device) => {
    const first = stepOver(device, "column_sum", [300, 64], [300 * 64, 64]);
    const rest = stepOver(device, "sum_squares", [19_200], [19_200, 1]);
    const program = device.load([first, rest]);
    const { allocation } = first.operands[0]!;
    const data = new Float32Array(300 * 64).fill(1);
    const step = async () => {
      device.write(allocation, data);
      program.run();
      return await device.read(rest.operands[1]!.allocation);
    };
    await step();
    assert.ok(made.get("createComputePipeline")! > 0, "nothing is watched");
    made.clear();
    for (let i = 0; i < 30; i++) await step();
    // One for the program, and one for what is read.
    assert.deepEqual(Object.fromEntries(made), { submit: 60 });
  },
);

let waits = 0;

deviceTest(
  "work that waits is bounded, however often a program is to run",
  () => ({
    gpu: gpuWith(({ queue }) => {
      const wait = queue.onSubmittedWorkDone.bind(queue);
      queue.onSubmittedWorkDone = () => {
        waits++;
        return wait();
      };
    }),
  }),
  async (device) => {
    const step: Step = {
      ...stepOver(device, "advance_position", [], []),
      operands: [{
        allocation: device.allocate(1, "u32"),
        offset: 0,
        length: 1,
      }],
    };
    const { allocation } = step.operands[0]!;
    const program = device.load([step]);
    program.run(1000);
    assert.equal(waits, 0);
    program.run(70_000);
    assert.equal(waits, 1);
    assert.deepEqual([...await device.read(allocation)], [71_000]);
    // What was read was waited for.
    program.run(60_000);
    assert.equal(waits, 1);
    assert.deepEqual([...await device.read(allocation)], [131_000]);
  },
);

webgpuTest(
  "webgpu: scratch memory that a pass does not write shows where it is poison",
  async () => {
    const known = planners as Record<string, typeof planners[string]>;
    const whole = known.sum_squares!;
    known.sum_squares = (...given) => {
      const plan = whole(...given);
      return { ...plan, passes: plan.passes.slice(1) };
    };
    try {
      const results = [];
      for (const poison of [false, true]) {
        const device = await createWebGpuDevice({ poison });
        assert.equal(device.poison, poison);
        const step = stepOver(device, "sum_squares", [5000], [5000, 1]);
        device.load([step]).run();
        results.push(...await device.read(step.operands[1]!.allocation));
        device.destroy();
      }
      assert.deepEqual(results, [0, NaN]);
    } finally {
      known.sum_squares = whole;
    }
  },
);

deviceTest(
  "an allocation may be larger than a binding, but no operand",
  () => ({
    gpu: gpuWith((gpu) =>
      Object.defineProperty(gpu, "limits", {
        value: { maxBufferSize: 4096, maxStorageBufferBindingSize: 1024 },
      })
    ),
  }),
  async (device) => {
    assert.deepEqual(device.limits, { allocation: 1024, operand: 256 });
    assert.throws(
      () => device.allocate(1025),
      /Cannot allocate 4100 bytes: ".*" allows 4096 at most/,
    );
    const allocation = device.allocate(1024);
    const at = (offset: number, length: number) => ({
      allocation,
      offset,
      length,
    });
    const copy = { kernel: "copy", constants: [] };
    device.write(allocation, new Float32Array(256).fill(3));
    device.load([
      { ...copy, dims: [256], operands: [at(0, 256), at(768, 256)] },
    ]).run();
    const copied = await device.read(allocation, 768, 256);
    assert.ok(copied.every((value) => value === 3));
    assert.throws(
      () =>
        device.load([
          { ...copy, dims: [257], operands: [at(0, 257), at(320, 257)] },
        ]),
      /kernel "copy": operand "x" has 1028 bytes, and ".*" binds 1024 at most/,
    );
  },
);
