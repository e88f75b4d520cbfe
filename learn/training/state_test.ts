/**
 * Training that is cut at any step and continued gives the bytes of training
 * that was not.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { NotFiniteError, StateFileError } from "../checkpoint/state_file.ts";
import { pack } from "../data/sequence.ts";
import type { Device } from "../device/device.ts";
import { Model } from "../models/model.ts";
import {
  crossEntropyWeights,
  likelihood,
  sequenceData,
} from "../objectives/likelihood.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { lcg, tinyConfig } from "../testing/tiny.ts";
import { webgpuTest } from "../testing/webgpu.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { createWebGpuDevice } from "../webgpu/device.ts";
import { DivergedError } from "./reports.ts";
import { rateAt } from "./schedule.ts";
import { resumeTraining, saveTraining } from "./state.ts";
import { together } from "./together.ts";
import { Trainer } from "./trainer.ts";

const steps = 20;
const schedule = { rate: 1e-2, warmup: 5, steps, floor: 0.1 };
const settings = {
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  decay: 0.1,
  clip: 1,
};

/** The data of a step: another batch each time. */
function dataOf(step: number) {
  const rng = lcg(step);
  const id = () => 2 + rng.below(tinyConfig.vocab_size - 2);
  const batch = pack(
    Array.from({ length: 3 }, () => ({
      prompt: [id(), id()],
      response: [...Array.from({ length: 1 + rng.below(4) }, id), 1],
    })),
    3,
    7,
  );
  return { ...sequenceData(batch), weights: crossEntropyWeights(batch) };
}

function begin(device: Device, config = tinyConfig) {
  // Whoever continues need not begin with the same weights.
  const model = Model.initialise(device, config, "policy", lcg(1));
  return new Trainer(model, likelihood(model, 3, 7), settings);
}

/** Gives everything back, the device included. */
function end(trainer: Trainer): void {
  const { model } = trainer;
  trainer.free();
  model.free();
  model.device.destroy();
}

/** Trains from where a trainer stands up to a step; the losses in between. */
async function trainTo(trainer: Trainer, end: number): Promise<number[]> {
  const losses: number[] = [];
  while (trainer.steps < end) {
    const step = trainer.steps;
    trainer.step(dataOf(step), rateAt(schedule, step));
    if (!trainer.full && step < end - 1) continue;
    losses.push(...(await trainer.read()).map(({ loss }) => loss));
  }
  return losses;
}

/** What is left when training is over: the bytes of all that it knows. */
async function bytesOf(trainer: Trainer) {
  const memory = await Promise.all(
    Object.values(trainer.memory).map(async (flat) =>
      new Uint32Array((await flat.read()).buffer)
    ),
  );
  return { memory, standing: trainer.standing };
}

async function temporaryFile() {
  const folder = await Deno.makeTempDir({ prefix: "juice-training-" });
  return {
    path: `${folder}/training.state`,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Trains in two halves on devices of their own, the second from a file. */
async function inTwo(open: () => Promise<Device>, cut: number) {
  await using file = await temporaryFile();
  const earlier = begin(await open());
  const losses = await trainTo(earlier, cut);
  await saveTraining(file.path, earlier, { losses });
  end(earlier);
  const later = begin(await open());
  // Training has to forget all of this, and the step that nobody reads.
  await trainTo(later, 3);
  later.step(dataOf(3), 1e-2);
  const kept = await resumeTraining(file.path, later) as { losses: number[] };
  assert.equal(later.steps, cut);
  const rest = await trainTo(later, steps);
  const bytes = await bytesOf(later);
  end(later);
  return { bytes, losses: [...kept.losses, ...rest] };
}

/** Trains without a stop. */
async function atOnce(open: () => Promise<Device>) {
  const trainer = begin(await open());
  const losses = await trainTo(trainer, steps);
  const bytes = await bytesOf(trainer);
  end(trainer);
  return { bytes, losses };
}

Deno.test("training that is continued at any step gives the same bytes", async () => {
  const wasm = (threads: number) => () => createWasmDevice({ threads });
  const whole = await atOnce(wasm(1));
  const threads = fc.constantFrom(1, 2);
  await fc.assert(
    fc.asyncProperty(fc.nat(steps), threads, async (cut, threads) => {
      assert.deepEqual(await inTwo(wasm(threads), cut), whole);
    }),
    { numRuns: 25, examples: [[0, 1], [16, 2], [17, 1], [steps, 2]] },
  );
});

webgpuTest(
  "training on webgpu gives its adapter's bytes, too, where it is cut",
  async () => {
    const whole = await atOnce(createWebGpuDevice);
    assert.deepEqual(await inTwo(createWebGpuDevice, 9), whole);
  },
);

Deno.test("steps that were not read are not kept", async () => {
  await using file = await temporaryFile();
  const trainer = begin(createReferenceDevice());
  trainer.step(dataOf(0), 1e-3);
  await assert.rejects(
    saveTraining(file.path, trainer, null),
    /Losses must be read/,
  );
});

Deno.test("a state that has diverged is not kept, and diverges again", async () => {
  await using file = await temporaryFile();
  const trainer = begin(createReferenceDevice());
  await trainTo(trainer, 2);
  await saveTraining(file.path, trainer, null);
  const diverge = async (trainer: Trainer) => {
    const { weights, ...rest } = dataOf(2);
    trainer.step({ ...rest, weights: weights.map(() => NaN) }, 1e-3);
    let message = "";
    await assert.rejects(trainer.read(), (error: unknown) => {
      assert.ok(error instanceof DivergedError);
      message = error.message;
      return true;
    });
    return message;
  };
  const message = await diverge(trainer);
  await assert.rejects(saveTraining(file.path, trainer, null));
  const again = begin(createReferenceDevice());
  await resumeTraining(file.path, again);
  assert.equal(again.steps, 2);
  assert.equal(await diverge(again), message);
  const { model } = again;
  const poisoned = await model.read();
  poisoned[0] = Infinity;
  const third = begin(createReferenceDevice());
  third.model.values.write(poisoned);
  await assert.rejects(
    saveTraining(file.path, third, null),
    NotFiniteError,
  );
});

Deno.test("a state of another model is refused and changes nothing", async () => {
  await using file = await temporaryFile();
  await saveTraining(file.path, begin(createReferenceDevice()), null);
  const wider = begin(createReferenceDevice(), {
    ...tinyConfig,
    hidden_size: 16,
  });
  const before = await bytesOf(wider);
  await assert.rejects(
    resumeTraining(file.path, wider),
    (error: unknown) =>
      error instanceof StateFileError &&
      /its "values" has \d+ elements, the model \d+/.test(error.message),
  );
  assert.deepEqual(await bytesOf(wider), before);
});

Deno.test("two trainers are kept in one file, and continue from it together", async () => {
  await using file = await temporaryFile();
  const open = () => {
    const [one, two] = [
      begin(createReferenceDevice()),
      begin(createReferenceDevice()),
    ];
    return { one, two, both: together({ one, two }) };
  };
  const earlier = open();
  await trainTo(earlier.one, 3);
  await trainTo(earlier.two, 2);
  await saveTraining(file.path, earlier.both, "beside");
  const later = open();
  assert.equal(await resumeTraining(file.path, later.both), "beside");
  for (const name of ["one", "two"] as const) {
    assert.deepEqual(await bytesOf(later[name]), await bytesOf(earlier[name]));
  }
  // Neither file is taken for the other.
  await saveTraining(file.path, earlier.one, null);
  await assert.rejects(
    resumeTraining(file.path, later.both),
    /its "one values" has no elements/,
  );
});
