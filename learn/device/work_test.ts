import assert from "node:assert/strict";
import { Graph } from "../graph/graph.ts";
import { linear } from "../graph/layers.ts";
import { exp, rowSum } from "../graph/operations.ts";
import { compile } from "../graph/plan.ts";
import { Model } from "../models/model.ts";
import { parameterCount } from "../models/parameters.ts";
import { likelihood } from "../objectives/likelihood.ts";
import { Scorer } from "../scoring/scorer.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { lcg, tinyConfig, tinyData } from "../testing/tiny.ts";
import { webgpuTest, withDevice } from "../testing/webgpu.ts";
import { Trainer } from "../training/trainer.ts";
import { createWasmDevice } from "../wasm/device.ts";
import type { Device } from "./device.ts";

/** The sums of exp(x w^T + b) over rows: x is 3 x 5, w is 7 x 5. */
function record(device: Device): Graph {
  const graph = new Graph();
  const take = (...shape: number[]) => {
    const length = shape.reduce((n, size) => n * size, 1);
    const allocation = device.allocate(length);
    return graph.memory({ allocation, offset: 0, length }, shape);
  };
  const sums = rowSum(exp(linear(take(3, 5), take(7, 5), take(7))));
  const allocation = device.allocate(3);
  graph.store(sums, { allocation, offset: 0, length: 3 });
  return graph;
}

// The product, the bias, exp, the sums; each of 3 x 7 elements.
const byHand = 2 * 3 * 7 * 5 + 3 * 7 + 3 * 7 + 3 * 7;

/** Runs the recording three times in two calls. */
function checkCount(device: Device): void {
  const before = device.work;
  const program = compile(device, record(device));
  assert.equal(device.work, before, "Nothing has run yet");
  program.run();
  assert.equal(device.work - before, byHand);
  program.run(2);
  assert.equal(device.work - before, 3 * byHand);
  program.run(0);
  assert.equal(device.work - before, 3 * byHand);
}

/** What two steps of training and two batches of scores count. */
async function count(device: Device): Promise<number> {
  const batch = 3, time = 7;
  const model = Model.initialise(device, tinyConfig, "policy", lcg(1));
  const trainer = new Trainer(model, likelihood(model, batch, time));
  for (let step = 0; step < 2; step++) {
    trainer.step(tinyData(batch, time, lcg(step)), 1e-3);
  }
  await trainer.read();
  const scorer = new Scorer(model, batch, time);
  await scorer.score(
    Array.from({ length: 4 }, () => ({ prompt: [3, 4], response: [5, 1] })),
  );
  assert.equal(scorer.scoredTokens, 4 * 4);
  return device.work;
}

Deno.test("a device counts what its programs compute, each time they run", async () => {
  checkCount(createReferenceDevice());
  // What makes reading too early show does not count as work.
  checkCount(createReferenceDevice({ poison: true }));
  const wasm = await createWasmDevice({ threads: 2 });
  checkCount(wasm);
  wasm.destroy();
});

Deno.test("training and scoring count the same with any number of threads", async () => {
  const counts = [];
  for (const threads of [1, 2]) {
    const device = await createWasmDevice({ threads });
    counts.push(await count(device));
    device.destroy();
  }
  assert.equal(counts[1], counts[0]);
});

Deno.test("a step of training is some six operations a parameter and token", async () => {
  const device = await createWasmDevice({ threads: 1 });
  const config = { ...tinyConfig, hidden_size: 64, intermediate_size: 256 };
  const model = Model.initialise(device, config, "policy", lcg(1));
  const batch = 32, time = 7;
  const trainer = new Trainer(model, likelihood(model, batch, time));
  trainer.step(tinyData(batch, time, lcg(1)), 1e-3);
  // Looking up an embedding computes nothing.
  const parameters = parameterCount(model.layout) -
    config.vocab_size * config.hidden_size;
  const ratio = device.work / (6 * parameters * batch * time);
  assert.ok(ratio > 1 && ratio < 1.3, `${ratio}`);
  device.destroy();
});

webgpuTest("webgpu counts what wasm counts", async () => {
  const wasm = await createWasmDevice({ threads: 1 });
  const wanted = await count(wasm);
  wasm.destroy();
  await withDevice({}, async (device) => {
    checkCount(device);
    const before = device.work;
    assert.equal(await count(device) - before, wanted);
  });
});
