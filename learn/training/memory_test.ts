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

webgpuTest(
  "steps on webgpu make no buffer, bind group or pipeline",
  async () => {
    const device = await createWebGpuDevice();
    const model = Model.initialise(device, tinyConfig, "policy", lcg(1));
    const trainer = new Trainer(model, likelihood(model, 3, 7), undefined, {
      readEvery: 4,
    });
    const data = tinyData(3, 7, lcg(2));
    const made: string[] = [];
    const watched = [
      "createBuffer",
      "createBindGroup",
      "createComputePipeline",
      "createShaderModule",
    ] as const;
    const prototype = GPUDevice.prototype as unknown as Record<string, unknown>;
    const kept = watched.map((name) => prototype[name] as () => unknown);
    watched.forEach((name, i) => {
      prototype[name] = function (this: GPUDevice, ...args: []) {
        made.push(name);
        return kept[i]!.apply(this, args);
      };
    });
    try {
      const steps = async (count: number) => {
        for (let i = 0; i < count; i++) {
          trainer.step(data, 1e-3);
          if (trainer.full) await trainer.read();
        }
      };
      // The first reading makes the buffer that all of them go through.
      await steps(4);
      made.length = 0;
      await steps(20);
      assert.equal(made.join(" "), "");
      new Trainer(model, likelihood(model, 3, 7)).free();
      assert.match(made.join(" "), /createBindGroup/);
    } finally {
      watched.forEach((name, i) => prototype[name] = kept[i]);
    }
    trainer.free();
    device.destroy();
  },
);
