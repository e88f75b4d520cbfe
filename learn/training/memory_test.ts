/**
 * After its first steps, training allocates nothing: not on the device, and on
 * the host nothing that stays.
 *
 * @module
 */

import assert from "node:assert/strict";
import { Model } from "../models/model.ts";
import { likelihood } from "../objectives/likelihood.ts";
import type { Steady } from "../testing/steady.ts";
import { lcg, tinyConfig, tinyData } from "../testing/tiny.ts";
import { webgpuTest } from "../testing/webgpu.ts";
import { createWebGpuDevice } from "../webgpu/device.ts";
import { Trainer } from "./trainer.ts";

Deno.test("steps on wasm use the memory of the first, 500 of them no more", async () => {
  const script = new URL("../testing/steady.ts", import.meta.url);
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      "--no-check",
      "--v8-flags=--expose-gc",
      script.href,
    ],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.ok(success, text(stderr));
  const { device, host } = JSON.parse(text(stdout)) as Steady;
  assert.deepEqual(device[1], device[0]);
  // A typed array that stays, one a step, would be more than this.
  const grown = host[1] - host[0];
  assert.ok(grown < 500 * 128, `the host's heap grew by ${grown} bytes`);
});

/** Counts calls of methods until it is disposed of. */
function countCalls(
  prototype: object,
  names: readonly string[],
  calls: Map<string, number>,
): Disposable {
  const methods = prototype as Record<string, (...args: unknown[]) => unknown>;
  const kept = names.map((name) => methods[name]!);
  names.forEach((name, i) => {
    methods[name] = function (this: unknown, ...args: unknown[]) {
      calls.set(name, (calls.get(name) ?? 0) + 1);
      return kept[i]!.apply(this, args);
    };
  });
  return {
    [Symbol.dispose]: () =>
      names.forEach((name, i) => methods[name] = kept[i]!),
  };
}

webgpuTest(
  "a step on webgpu is one submission, and makes nothing",
  async () => {
    const device = await createWebGpuDevice();
    const model = Model.initialise(device, tinyConfig, "policy", lcg(1));
    const open = () =>
      new Trainer(model, likelihood(model, 3, 7), undefined, { readEvery: 4 });
    const trainer = open(), data = tinyData(3, 7, lcg(2));
    const steps = async (count: number) => {
      for (let i = 0; i < count; i++) {
        trainer.step(data, 1e-3);
        if (trainer.full) await trainer.read();
      }
    };
    // The first reading makes the buffer that all of them go through.
    await steps(4);
    const calls = new Map<string, number>();
    {
      using _made = countCalls(GPUDevice.prototype, [
        "createBuffer",
        "createBindGroup",
        "createComputePipeline",
        "createShaderModule",
      ], calls);
      using _submitted = countCalls(GPUQueue.prototype, ["submit"], calls);
      await steps(20);
      // One for each step, and one for each of five readings.
      assert.deepEqual([...calls], [["submit", 20 + 5]]);
      open().free();
      assert.ok(calls.get("createBindGroup")! > 0);
    }
    trainer.free();
    device.destroy();
  },
);
