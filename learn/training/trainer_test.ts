/**
 * What a trainer refuses, and where it stops. Whole runs are in
 * `trajectory_test.ts`.
 *
 * @module
 */

import assert from "node:assert/strict";
import { pack } from "../data/sequence.ts";
import { Model } from "../models/model.ts";
import {
  crossEntropyWeights,
  likelihood,
  sequenceData,
} from "../objectives/likelihood.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { lcg, tinyConfig } from "../testing/tiny.ts";
import { DivergedError } from "./reports.ts";
import { Trainer } from "./trainer.ts";

const rng = lcg(4);
const id = () => 2 + rng.below(tinyConfig.vocab_size - 2);
// Prompts differ, so that a model can be certain of every response.
const sequences = Array.from({ length: 5 }, (_, i) => ({
  prompt: [2 + i, id()],
  response: [...Array.from({ length: 1 + rng.below(4) }, id), 1],
}));
const batch = pack(sequences, 5, 7);
const data = { ...sequenceData(batch), weights: crossEntropyWeights(batch) };

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
  assert.throws(
    () => trainer.step({ ...data, weights: new Uint32Array(35) }, 1e-3),
    /Slot "weights" takes f32, got a Uint32Array/,
  );
  const { weights: _weights, ...rest } = data;
  assert.throws(() => trainer.step(rest, 1e-3), /35 elements, got none/);
});

Deno.test("a first step goes as far as its rate says", async () => {
  const firstStep = async (rate: number) => {
    const device = createReferenceDevice();
    const model = Model.initialise(device, tinyConfig, "policy", lcg(1));
    const before = await model.read();
    const trainer = new Trainer(model, likelihood(model, 5, 7));
    trainer.step(data, rate);
    const after = await model.read();
    return Math.max(...after.map((x, i) => Math.abs(x - before[i]!)));
  };
  assert.equal(await firstStep(0), 0);
  // The moments' quotient is 1 in a first step, whatever the gradient was.
  for (const rate of [2 ** -6, 2 ** -8]) {
    const step = await firstStep(rate);
    assert.ok(Math.abs(step / rate - 1) < 1e-4, `${step / rate}`);
  }
});
