/**
 * A device that takes no large pieces of memory learns the same in small ones.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Device } from "../device/device.ts";
import { parametersOf } from "../models/gpt_neox.ts";
import { Model } from "../models/model.ts";
import { layOutParameters } from "../models/parameters.ts";
import { likelihood } from "../objectives/likelihood.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { lcg, tinyConfig } from "../testing/tiny.ts";
import {
  type Outcome,
  parts,
  settings,
  train,
} from "../testing/tiny_training.ts";
import { webgpuTest } from "../testing/webgpu.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { createWebGpuDevice } from "../webgpu/device.ts";
import { adamWDefaults } from "./optimiser.ts";
import { resumeTraining, saveTraining } from "./state.ts";
import { Trainer } from "./trainer.ts";

/** A device whose pieces of memory are small. */
function limited(device: Device, operand: number, allocation = operand) {
  const limits = { allocation, operand }, most = Math.max(allocation, operand);
  return new Proxy(device, {
    get(target, name) {
      if (name === "limits") return limits;
      const value = Reflect.get(target, name, target);
      if (name !== "allocate") {
        return typeof value === "function" ? value.bind(target) : value;
      }
      return (length: number, ...rest: []) => {
        assert.ok(length <= most, `${length} elements are beyond ${most}`);
        return target.allocate(length, ...rest);
      };
    },
  });
}

const wasm = () => createWasmDevice({ threads: 1 });

/** The shards of the tiny model on a device. */
const shardsOn = ({ limits }: Pick<Device, "limits">) =>
  layOutParameters(parametersOf(tinyConfig, "policy"), limits.operand).shards;

Deno.test("a model in shards learns what it does in one piece", async () => {
  const whole = await train(await wasm(), 1);
  const seen = new Set<number>();
  // A batch has 588 logits, which are to stay in one piece; its largest
  // temporary has 12 x 7 rows of 24.
  const operand = fc.integer({ min: 588, max: 2400 });
  const allocation = fc.integer({ min: 2048, max: 6000 });
  await fc.assert(
    fc.asyncProperty(operand, allocation, async (operand, allocation) => {
      const device = limited(await wasm(), operand, allocation);
      seen.add(shardsOn(device).length);
      const cut = await train(device, 1);
      cut.reports.forEach(({ loss, gradientNorm }, i) => {
        const wanted = whole.reports[i]!;
        assert.equal(loss, wanted.loss);
        assert.ok(Math.abs(gradientNorm / wanted.gradientNorm - 1) < 1e-6);
      });
      assert.deepEqual(cut.values, whole.values);
    }),
    { numRuns: 8, examples: [[588, 2048], [1200, 2100], [2400, 6000]] },
  );
  for (const count of [1, 2, 4]) assert.ok(seen.has(count), `${[...seen]}`);
});

webgpuTest(
  "a model in shards learns what it does in one piece on webgpu",
  async () => {
    const whole = await train(await createWebGpuDevice(), 1, { steps: 3 });
    const device = limited(await createWebGpuDevice(), 600, 2100);
    assert.equal(shardsOn(device).length, 4);
    const cut = await train(device, 1, { steps: 3 });
    assert.deepEqual(cut.values, whole.values);
  },
);

/** Weights and moments. */
const floats = ({ values }: Outcome) =>
  values.flatMap(({ buffer }) => [...new Float32Array(buffer)]);

Deno.test("shards of one parameter are clipped by the norm of all", async () => {
  // As many elements as the largest parameter has, and no temporary of a
  // micro-step of one sequence has more.
  const limits = { allocation: 192, operand: 192 };
  assert.equal(shardsOn({ limits }).length, 13);
  const way = { optimiser: { ...adamWDefaults, clip: 0.1, decay: 0.1 } };
  const whole = await train(createReferenceDevice(), 12, way);
  for (const poison of [false, true]) {
    const cut = await train(createReferenceDevice({ limits, poison }), 12, way);
    assert.deepEqual(cut.reports, whole.reports);
    // In float64 little is left of the norm's other order.
    const wanted = floats(whole);
    floats(cut).forEach((x, i) => assert.ok(Math.abs(x - wanted[i]!) < 1e-9));
  }
  assert.ok(whole.reports.every(({ gradientNorm }) => gradientNorm > 0.2));
  const unclipped = await train(createReferenceDevice(), 12, {
    optimiser: { ...way.optimiser, clip: 100 },
  });
  assert.notDeepEqual(unclipped.values, whole.values);
});

Deno.test("a state that was kept from shards is continued in one piece, and the reverse", async () => {
  const whole = await train(await wasm(), 1);
  const folder = await Deno.makeTempDir({ prefix: "juice-shards-" });
  const path = `${folder}/training.state`, [data] = parts(1);
  const open = (device: Device) => {
    const model = Model.initialise(device, tinyConfig, "policy", lcg(1));
    return new Trainer(model, likelihood(model, 12, 7), settings);
  };
  try {
    for (const [one, other] of [[600, 6000], [6000, 700], [600, 900]]) {
      const earlier = open(limited(await wasm(), one!, 6000));
      for (let step = 0; step < 4; step++) earlier.step(data!, 1e-2);
      await earlier.read();
      await saveTraining(path, earlier, null);
      const later = open(limited(await wasm(), other!, 6000));
      const { values } = later.memory;
      assert.notEqual(
        values!.shards.length,
        earlier.memory.values!.shards.length,
      );
      await resumeTraining(path, later);
      for (let step = 4; step < 6; step++) later.step(data!, 1e-2);
      await later.read();
      const flats = Object.values(later.memory);
      const kept = await Promise.all(flats.map((flat) => flat.read()));
      assert.deepEqual(
        kept.map(({ buffer }) => new Uint32Array(buffer)),
        whole.values,
      );
      for (const { model } of [earlier, later]) model.device.destroy();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("logits that no device binds in one piece go through in chunks", async () => {
  const config = { ...tinyConfig, vocab_size: 300 };
  const whole = await train(await wasm(), 1, { config });
  // Twelve sequences of seven tokens have 25,200 logits.
  const cut = await train(limited(await wasm(), 20_000), 1, { config });
  cut.reports.forEach(({ loss }, i) =>
    assert.ok(Math.abs(loss - whole.reports[i]!.loss) < 1e-5)
  );
  assert.notDeepEqual(cut.values, whole.values);
});

Deno.test("a device too small for one parameter is refused with its name", () => {
  const device = createReferenceDevice({
    limits: { allocation: 128, operand: 128 },
  });
  assert.throws(
    () => Model.initialise(device, tinyConfig, "policy", lcg(1)),
    /Cannot place parameter "gpt_neox.layers.0.attention.query_key_value.weight" in memory: it has 192 elements, and the device takes 128 at most/,
  );
});
