/**
 * Training as a whole: a trajectory against float64, the same bytes with any
 * number of threads, and one batch learned by heart.
 *
 * @module
 */

import assert from "node:assert/strict";
import { pack } from "../data/sequence.ts";
import type { Device } from "../device/device.ts";
import { Model } from "../models/model.ts";
import {
  crossEntropyWeights,
  likelihood,
  sequenceData,
} from "../objectives/likelihood.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { webgpuTest } from "../testing/webgpu.ts";
import { lcg, tinyConfig } from "../testing/tiny.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { createWebGpuDevice } from "../webgpu/device.ts";
import { rateAt } from "./schedule.ts";
import { DivergedError, Trainer } from "./trainer.ts";

const rng = lcg(4);
const id = () => 2 + rng.below(tinyConfig.vocab_size - 2);
// Prompts differ, so that a model can be certain of every response.
const sequences = Array.from({ length: 5 }, (_, i) => ({
  prompt: [2 + i, id()],
  response: [...Array.from({ length: 1 + rng.below(4) }, id), 1],
}));
const batch = pack(sequences, 5, 7);
const data = { ...sequenceData(batch), weights: crossEntropyWeights(batch) };

/** Trains the tiny model for some steps; its losses and final weights. */
async function run(device: Device, steps: number, rate = 1e-2) {
  const model = Model.initialise(device, tinyConfig, "policy", lcg(1));
  const trainer = new Trainer(model, likelihood(model, 5, 7));
  const schedule = { rate, warmup: 5, steps, floor: 0.1 };
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    trainer.step(data, rateAt(schedule, step));
    if (trainer.full || step === steps - 1) {
      losses.push(...(await trainer.read()).map(({ loss }) => loss));
    }
  }
  const weights = await model.read();
  trainer.free();
  model.free();
  device.destroy();
  return { losses, weights };
}

const reference = await run(createReferenceDevice(), 30);

/** Thirty steps of rounding, checked against float64. */
function checkTrajectory(losses: readonly number[]) {
  losses.forEach((loss, step) =>
    assert.ok(
      Math.abs(loss - reference.losses[step]!) < 1e-4,
      `step ${step}: ${loss} against ${reference.losses[step]}`,
    )
  );
}

Deno.test("thirty training steps on wasm stay within 1e-4 of float64", async () => {
  const { losses } = await run(await createWasmDevice({ threads: 2 }), 30);
  checkTrajectory(losses);
});

webgpuTest(
  "thirty training steps on webgpu stay within 1e-4 of float64",
  async () => {
    const { losses } = await run(await createWebGpuDevice(), 30);
    checkTrajectory(losses);
  },
);

Deno.test("training gives the same bytes with 1, 2 and 4 threads", async () => {
  const by = async (threads: number) =>
    (await run(await createWasmDevice({ threads }), 20)).weights;
  const one = await by(1);
  assert.deepEqual(await by(2), one);
  assert.deepEqual(await by(4), one);
});

Deno.test("training learns one batch by heart", async () => {
  const { losses } = await run(
    await createWasmDevice({ threads: 1 }),
    400,
    2e-2,
  );
  assert.ok(losses[0]! > 1.5, `starts at ${losses[0]}`);
  assert.ok(losses.at(-1)! < 0.02, `ends at ${losses.at(-1)}`);
});

Deno.test("training stops where the loss is no number, and says at which step", async () => {
  const device = createReferenceDevice();
  const model = Model.initialise(device, tinyConfig, "policy", lcg(1));
  const trainer = new Trainer(model, likelihood(model, 5, 7));
  trainer.step(data, 1e-3);
  trainer.step({ ...data, weights: data.weights.map(() => NaN) }, 1e-3);
  await assert.rejects(trainer.read(), (error: unknown) => {
    assert.ok(error instanceof DivergedError);
    assert.match(
      error.message,
      /stopped at step 1: the loss is not a finite number \(the last loss/,
    );
    return true;
  });
});

Deno.test("a step refuses data that does not fill its slots", () => {
  const device = createReferenceDevice();
  const model = Model.initialise(device, tinyConfig, "policy", lcg(1));
  const trainer = new Trainer(model, likelihood(model, 5, 7));
  assert.throws(
    () => trainer.step({ ...data, weights: new Float32Array(3) }, 1e-3),
    /Slot "weights" takes 35 elements, got 3/,
  );
});
