/**
 * What a trainer's options change: how a step is done, and not what it gives.
 *
 * @module
 */

import assert from "node:assert/strict";
import { Model } from "../models/model.ts";
import { likelihood } from "../objectives/likelihood.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { lcg, tinyConfig } from "../testing/tiny.ts";
import { parts, settings, train } from "../testing/tiny_training.ts";
import { webgpuTest } from "../testing/webgpu.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { createWebGpuDevice } from "../webgpu/device.ts";
import { resumeTraining, saveTraining } from "./state.ts";
import { Trainer } from "./trainer.ts";

const wasm = (threads: number, poison = false) =>
  createWasmDevice({ threads, poison });

for (const count of [2, 3, 6]) {
  Deno.test(`${count} micro-steps are one step of the large batch`, async () => {
    // Gradients are sums of the same terms in another order. In float64 that
    // leaves the reports, which are float32, some units in the last place.
    const whole = await train(createReferenceDevice(), 1);
    const cut = await train(createReferenceDevice(), count);
    cut.reports.forEach(({ loss, gradientNorm }, i) => {
      const wanted = whole.reports[i]!;
      assert.ok(Math.abs(loss - wanted.loss) < 1e-6);
      assert.ok(Math.abs(gradientNorm - wanted.gradientNorm) < 1e-5);
    });
    assert.equal(cut.reports.length, whole.reports.length);
  });
}

Deno.test("micro-steps on wasm stay within rounding of the large batch", async () => {
  const whole = await train(await wasm(2), 1);
  const cut = await train(await wasm(2), 3);
  cut.reports.forEach(({ loss }, i) =>
    assert.ok(Math.abs(loss - whole.reports[i]!.loss) < 1e-5)
  );
});

Deno.test("micro-steps give the same bytes with 1, 2 and 4 threads", async () => {
  const one = await train(await wasm(1), 3);
  assert.deepEqual(await train(await wasm(2), 3), one);
  assert.deepEqual(await train(await wasm(4), 3), one);
});

webgpuTest(
  "micro-steps on webgpu stay within rounding of the large batch",
  async () => {
    const whole = await train(createReferenceDevice(), 1);
    const cut = await train(await createWebGpuDevice(), 2);
    cut.reports.forEach(({ loss }, i) =>
      assert.ok(Math.abs(loss - whole.reports[i]!.loss) < 1e-4)
    );
  },
);

Deno.test("training in micro-steps is continued to the same bytes", async () => {
  const folder = await Deno.makeTempDir({ prefix: "juice-micro-steps-" });
  try {
    const path = `${folder}/training.state`, data = parts(3);
    const open = async () => {
      const device = await wasm(2);
      const model = Model.initialise(device, tinyConfig, "policy", lcg(1));
      return new Trainer(model, likelihood(model, 4, 7), settings, {
        accumulate: 3,
      });
    };
    const earlier = await open();
    for (let step = 0; step < 4; step++) earlier.step(data, 1e-2);
    await earlier.read();
    await saveTraining(path, earlier, null);
    const later = await open();
    await resumeTraining(path, later);
    for (let step = 4; step < 6; step++) later.step(data, 1e-2);
    const reports = await later.read();
    const values = new Uint32Array((await later.model.read()).buffer);
    const whole = await train(await wasm(1), 3);
    assert.deepEqual(values, whole.values[0]);
    assert.deepEqual(reports, whole.reports.slice(4));
    for (const { model } of [earlier, later]) model.device.destroy();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("how often losses are read changes none of them", async () => {
  const whole = await train(await wasm(1), 1, { steps: 7 });
  for (const readEvery of [1, 3, 100]) {
    assert.deepEqual(
      await train(await wasm(1), 1, { readEvery, steps: 7 }),
      whole,
    );
  }
});

Deno.test("recomputing layers changes no byte", async () => {
  const recompute = true;
  const whole = await train(await wasm(1), 1);
  assert.deepEqual(await train(await wasm(2, true), 1, { recompute }), whole);
  const cut = await train(await wasm(1), 3);
  assert.deepEqual(await train(await wasm(1), 3, { recompute }), cut);
});

Deno.test("recomputing layers takes less memory, and free() gives all of it back", async () => {
  const device = await wasm(1);
  const config = { ...tinyConfig, num_hidden_layers: 6 };
  const model = Model.initialise(device, config, "policy", lcg(1));
  const objective = likelihood(model, 96, 7);
  const { bytes, pieces } = device.usage;
  for (const accumulate of [1, 2]) {
    const [kept, recomputed] = [false, true].map((recompute) => {
      const options = { recompute, accumulate };
      const trainer = new Trainer(model, objective, settings, options);
      const taken = device.usage.bytes - bytes;
      trainer.free();
      assert.equal(device.usage.bytes, bytes);
      assert.equal(device.usage.pieces, pieces);
      return taken;
    });
    assert.ok(recomputed! < 0.7 * kept!, `${recomputed} of ${kept} bytes`);
  }
  device.destroy();
});

Deno.test("a trainer refuses options and data that make no sense", () => {
  const device = createReferenceDevice();
  const model = Model.initialise(device, tinyConfig, "policy", lcg(1));
  const objective = likelihood(model, 6, 7);
  assert.throws(
    () => new Trainer(model, objective, undefined, { accumulate: 0 }),
    /Cannot train with accumulate "0": give a whole number from 1 on/,
  );
  const trainer = new Trainer(model, objective, undefined, { accumulate: 2 });
  assert.throws(
    () => trainer.step(parts(2)[0]!, 1e-3),
    /A step takes data for 2 micro-steps, got 1/,
  );
});

Deno.test("a poisoning device trains to the same bytes", async () => {
  for (const microSteps of [1, 3]) {
    const whole = await train(await wasm(2), microSteps);
    assert.deepEqual(await train(await wasm(2, true), microSteps), whole);
  }
  const sound = await train(createReferenceDevice(), 1);
  // Arenas are larger here than what a step may work on.
  const limits = { allocation: 20_000, operand: 2100 };
  const poisoned = createReferenceDevice({ limits, poison: true });
  const { reports, values } = await train(poisoned, 1);
  assert.deepEqual(values, sound.values);
  assert.equal(reports.length, sound.reports.length);
});

webgpuTest(
  "a poisoning device trains to the same bytes on webgpu",
  async () => {
    const sound = await train(await createWebGpuDevice(), 1, { steps: 3 });
    const poisoned = await createWebGpuDevice({ poison: true });
    assert.deepEqual(await train(poisoned, 1, { steps: 3 }), sound);
  },
);
