/**
 * Tests of a device that fails while it is used: nothing that it then gives may
 * pass for a result.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Device } from "../device/device.ts";
import { gpuWith, webgpuTest } from "../testing/webgpu.ts";
import { createWebGpuDevice } from "./device.ts";

/** A test with a device that was tampered with. */
function faultTest(
  name: string,
  change: (gpu: GPUDevice) => void,
  run: (device: Device, gpu: GPUDevice) => Promise<void>,
) {
  webgpuTest(`webgpu: ${name}`, async () => {
    let changed: GPUDevice | undefined;
    const device = await createWebGpuDevice({
      gpu: gpuWith((gpu) => change(changed = gpu)),
    });
    try {
      await run(device, changed!);
    } finally {
      device.destroy();
    }
  });
}

/** A program that doubles three numbers. */
function doubling(device: Device) {
  const [x, y] = [device.allocate(3), device.allocate(3)];
  device.write(x!, Float32Array.of(1, 2, 3));
  const operands = [x!, y!].map((allocation) => ({
    allocation,
    offset: 0,
    length: 3,
  }));
  const step = { kernel: "affine", operands, dims: [3], constants: [2, 0] };
  return { program: device.load([step]), y: y! };
}

faultTest(
  "a pipeline that does not compile gives its words, and no zeros",
  (gpu) => {
    const compile = gpu.createShaderModule.bind(gpu);
    gpu.createShaderModule = ({ label = "", code }) =>
      compile({
        label,
        code: code.replace("p.scale", "nothing"),
      });
  },
  async (device) => {
    const { program, y } = doubling(device);
    // The words are not there yet: WebGPU tells of errors later.
    program.run();
    await assert.rejects(
      device.read(y),
      /cannot compile shader "affine": [^]*nothing/,
    );
    assert.throws(() => program.run(), /cannot compile shader "affine"/);
    assert.throws(() => doubling(device), /cannot compile shader "affine"/);
  },
);

faultTest(
  "an adapter out of memory says how much was wanted, and what to do",
  (gpu) => {
    let asked = 0;
    const create = gpu.createBuffer.bind(gpu);
    gpu.createBuffer = (descriptor) => {
      asked++;
      return create(descriptor);
    };
    const pop = gpu.popErrorScope.bind(gpu);
    gpu.popErrorScope = async () => {
      const fails = asked === 2, error = await pop();
      return fails ? new GPUOutOfMemoryError("none is left") : error;
    };
  },
  async (device) => {
    device.allocate(4);
    const small = device.allocate(5);
    await assert.rejects(
      device.read(small),
      /cannot allocate 20 bytes .*smaller batches.*: none is left/,
    );
  },
);

faultTest(
  "an error that no call waits for fails what is read next",
  () => {},
  async (device, gpu) => {
    const { program, y } = doubling(device);
    program.run();
    gpu.createBuffer({ size: 4, usage: 0x8000 });
    await assert.rejects(device.read(y), /an operation failed: [^]*usage/i);
  },
);

faultTest(
  "a device that is lost between a run and a read says what to do",
  () => {},
  async (device, gpu) => {
    const { program, y } = doubling(device);
    program.run();
    gpu.destroy();
    const lost = /the adapter stopped working .* run the command again/;
    await assert.rejects(device.read(y), lost);
    assert.throws(() => program.run(), lost);
    assert.throws(() => device.write(y, new Float32Array(3)), lost);
  },
);
