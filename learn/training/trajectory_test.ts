/**
 * Training as a whole: trajectories against float64, the same bytes from any
 * start, and one batch learned by heart.
 *
 * @module
 */

import assert from "node:assert/strict";
import { pack, type Sequence } from "../data/sequence.ts";
import type { Device } from "../device/device.ts";
import { Generator } from "../generation/generator.ts";
import { type Config, configSchema } from "../models/gpt_neox.ts";
import { Model } from "../models/model.ts";
import {
  crossEntropyWeights,
  likelihood,
  sequenceData,
} from "../objectives/likelihood.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { webgpuTest } from "../testing/webgpu.ts";
import { lcg } from "../testing/tiny.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { createWebGpuDevice } from "../webgpu/device.ts";
import { rateAt } from "./schedule.ts";
import type { StepReport } from "./reports.ts";
import { Trainer } from "./trainer.ts";

/** No dimension is a multiple of 8, and most cross the border of a tile. */
const ragged: Config = configSchema.parse({
  model_type: "gpt_neox",
  vocab_size: 29,
  hidden_size: 36,
  num_hidden_layers: 2,
  num_attention_heads: 3,
  intermediate_size: 70,
  max_position_embeddings: 12,
  rotary_pct: 0.5,
  bos_token_id: 1,
  eos_token_id: 1,
  pad_token_id: 0,
});
const rows = 9, time = 11;

/** The sequences of a step: other ones each time, of all lengths. */
function sequencesOf(step: number, { vocab_size }: Config): Sequence[] {
  const rng = lcg(step);
  const id = () => 2 + rng.below(vocab_size - 2);
  const ids = (length: number) => Array.from({ length }, id);
  return Array.from({ length: rows }, () => ({
    prompt: ids(1 + rng.below(4)),
    response: [...ids(rng.below(7)), 1],
  }));
}

/** Trains by cross-entropy; what the steps reported. */
async function train(
  model: Model,
  steps: number,
  rate: number,
  sequences: (step: number) => Sequence[],
): Promise<StepReport[]> {
  const trainer = new Trainer(model, likelihood(model, rows, time));
  const schedule = { rate, warmup: 5, steps, floor: 0.1 };
  const reports: StepReport[] = [];
  for (let step = 0; step < steps; step++) {
    const batch = pack(sequences(step), rows, time);
    const data = {
      ...sequenceData(batch),
      weights: crossEntropyWeights(batch),
    };
    trainer.step(data, rateAt(schedule, step));
    if (trainer.full || step === steps - 1) {
      reports.push(...await trainer.read());
    }
  }
  trainer.free();
  return reports;
}

/** Trains the ragged model for some steps. */
async function trajectory(device: Device, steps: number) {
  const model = Model.initialise(device, ragged, "policy", lcg(1));
  const reports = await train(
    model,
    steps,
    1e-2,
    (step) => sequencesOf(step % 3, ragged),
  );
  return { model, reports };
}

const steps = 30;
const reference = await trajectory(createReferenceDevice(), steps);

/**
 * Thirty steps by three batches in turn, in which the loss falls from 3.6 to
 * 0.5. Rounding moves a step's gradient by some units in the last place, and
 * the next steps pull back what it moved the weights by: losses stay within
 * 3e-7 of float64's, norms of gradients within 5e-7 of theirs. Sixteen times
 * that is let pass; a lost term or a wrong epsilon shows as 1e-4 and more.
 */
async function checkTrajectory(device: Device) {
  const { reports } = await trajectory(device, steps);
  device.destroy();
  assert.equal(reports.length, steps);
  assert.ok(reports.at(-1)!.loss < 0.6);
  for (const { step, loss, gradientNorm } of reports) {
    const expected = reference.reports[step]!;
    const near = (what: string, actual: number, wanted: number, band: number) =>
      assert.ok(
        Math.abs(actual - wanted) <= band,
        `step ${step}: ${what} is ${actual}, not ${wanted} (+-${band})`,
      );
    near("loss", loss, expected.loss, 5e-6);
    const norm = expected.gradientNorm;
    near("gradient norm", gradientNorm, norm, 8e-6 * norm);
  }
}

Deno.test("thirty steps on wasm stay within 5e-6 of float64", async () => {
  await checkTrajectory(await createWasmDevice({ threads: 2 }));
});

webgpuTest("thirty steps on webgpu stay within 5e-6 of float64", async () => {
  await checkTrajectory(await createWebGpuDevice());
});

/** The bytes of weights after ten steps, and what the model then samples. */
async function outcome(device: Device) {
  const { model, reports } = await trajectory(device, 10);
  const weights = new Uint32Array((await model.read()).buffer);
  const generator = new Generator(model, 4, 12);
  const responses = await generator.generate(
    Array.from({ length: 6 }, (_, i) => [2 + i, 3]),
    { temperature: 1, seed: 3 },
  );
  device.destroy();
  return { reports, weights, responses };
}

Deno.test("training and sampling on wasm give the same bytes with 1, 2 and 4 threads, from any start", async () => {
  const one = await outcome(await createWasmDevice({ threads: 1 }));
  for (const threads of [2, 4]) {
    const device = await createWasmDevice({ threads });
    // Memory that is used and freed before moves what comes after it.
    const earlier = device.allocate(1000 * threads);
    device.write(earlier, new Float32Array(1000 * threads).fill(NaN));
    device.allocate(64 * threads);
    earlier.free();
    await trajectory(device, 2);
    assert.deepEqual(await outcome(device), one);
  }
});

webgpuTest(
  "training and sampling on webgpu give the same bytes on two devices",
  async () => {
    const one = await outcome(await createWebGpuDevice());
    assert.deepEqual(await outcome(await createWebGpuDevice()), one);
  },
);

Deno.test("a model learns one batch by heart, and says it again", async () => {
  const device = await createWasmDevice({ threads: 1 });
  const model = Model.initialise(device, ragged, "policy", lcg(1));
  // Prompts differ, so that the model can be certain of every response.
  const sequences = sequencesOf(4, ragged)
    .map(({ response }, i) => ({ prompt: [2 + i, 3], response }));
  const reports = await train(model, 150, 2e-2, () => sequences);
  assert.ok(reports[0]!.loss > 3, `starts at ${reports[0]!.loss}`);

  assert.ok(reports.at(-1)!.loss < 1e-3, `ends at ${reports.at(-1)!.loss}`);
  const generator = new Generator(model, rows, 12);
  const responses = await generator.generate(
    sequences.map(({ prompt }) => prompt),
    { temperature: 0, seed: 0 },
  );
  assert.deepEqual(
    responses.map(({ tokens }) => [...tokens]),
    sequences.map(({ response }) => response),
  );
  device.destroy();
});
