/**
 * Tests of what becomes of errors: those that WebGPU reports late, and those of
 * machines without a fitting adapter.
 *
 * @module
 */

import assert from "node:assert/strict";
import { webgpuTest } from "../testing/webgpu.ts";
import { requestAdapter, requestDevice } from "./adapter.ts";
import { Context } from "./context.ts";
import { createWebGpuDevice, NoAdapterError } from "./device.ts";

/** A test with a context of its own, to break. */
function contextTest(name: string, run: (context: Context) => Promise<void>) {
  webgpuTest(`webgpu: ${name}`, async () => {
    const gpu = await requestDevice(await requestAdapter());
    const context = new Context(gpu, "the adapter", {
      products: { software: true, limits: gpu.limits },
    });
    try {
      await run(context);
    } finally {
      context.destroy();
    }
  });
}

/** Lets the promises of error scopes come to their end. */
const settle = () => new Promise((done) => setTimeout(done, 0));

contextTest(
  "a shader that does not compile is named by the next call",
  async (context) => {
    context.pipeline({
      name: "broken",
      arrays: [["x", "f32"]],
      integers: [],
      floats: [],
      size: 1,
      body: "x[0] = nothing;",
    });
    await settle();
    assert.throws(
      () => context.check(),
      /^WebGpuError: the adapter: cannot compile shader "broken": [^]*nothing/,
    );
  },
);

contextTest(
  "what failed first is named, not what fails because of it",
  async (context) => {
    const broken = context.attempt(
      "cannot make a layout",
      "validation",
      () =>
        context.gpu.createBindGroupLayout({
          entries: [0, 0].map((binding) => ({
            binding,
            visibility: GPUShaderStage.COMPUTE,
            buffer: { type: "storage" },
          })),
        }),
    );
    context.gpu.createBindGroup({ layout: broken, entries: [] });
    await settle();
    assert.throws(() => context.check(), /cannot make a layout/);
  },
);

contextTest(
  "an error that nothing waits for is thrown by the next call",
  async (context) => {
    context.gpu.createBuffer({ size: 4, usage: 0x8000 });
    await settle();
    assert.throws(() => context.check(), /an operation failed/);
  },
);

contextTest("a device that is lost says so", async (context) => {
  context.gpu.destroy();
  await settle();
  assert.throws(() => context.check(), /stopped working .* run the command/);
});

Deno.test("webgpu: without an adapter the error says what to do", async () => {
  const gpu = { requestAdapter: () => Promise.resolve(null) } as unknown as GPU;
  await assert.rejects(createWebGpuDevice({ gpu }), (error) => {
    assert.ok(error instanceof NoAdapterError);
    assert.match(error.message, /deno task doctor/);
    assert.match(error.message, /mesa-vulkan-drivers/);
    return true;
  });
});

Deno.test("webgpu: an adapter that binds too little is named", async () => {
  const gpu = {
    requestAdapter: () =>
      Promise.resolve({
        limits: { maxStorageBuffersPerShaderStage: 4 },
        info: { description: "Small" },
      }),
  } as unknown as GPU;
  await assert.rejects(
    createWebGpuDevice({ gpu }),
    /"Small" binds at most 4 storage buffers, and 8 are needed/,
  );
});

Deno.test("webgpu: an adapter that gives no device is named", async () => {
  const gpu = {
    requestAdapter: () =>
      Promise.resolve({
        limits: { maxStorageBuffersPerShaderStage: 8 },
        info: { description: "Stubborn" },
        requestDevice: () => Promise.reject(new Error("it is in use")),
      }),
  } as unknown as GPU;
  await assert.rejects(createWebGpuDevice({ gpu }), (error) => {
    assert.ok(error instanceof NoAdapterError);
    assert.match(error.message, /"Stubborn" gave no device: it is in use/);
    return true;
  });
});
