/**
 * Generation on every device: on the float64 references exactly, on the others
 * as near as they round.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Device } from "../device/device.ts";
import { Model } from "../models/model.ts";
import { Scorer } from "../scoring/scorer.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { roughValues, tinyConfig } from "../testing/tiny.ts";
import { webgpuTest } from "../testing/webgpu.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { createWebGpuDevice } from "../webgpu/device.ts";
import { Generator, type Response } from "./generator.ts";

function openModel(device: Device = createReferenceDevice()): Model {
  const model = new Model(device, tinyConfig, "policy", new Float32Array(0));
  model.values.write(roughValues(model.layout.length, 3));
  return model;
}

const prompts = [[2, 3], [4], [5, 6, 2, 3], [3, 3], [6]];

Deno.test("generate() takes the arg-max at temperature 0", async () => {
  const model = openModel();
  const generator = new Generator(model, 2, 8);
  const scorer = new Scorer(model, 1, 7);
  const responses = await generator.generate(prompts, {
    temperature: 0,
    seed: 1,
  });
  for (const [i, { tokens }] of responses.entries()) {
    for (let t = 0; t < tokens.length; t++) {
      const before = [...prompts[i]!, ...tokens.slice(0, t)];
      const scores = [];
      // Every continuation but padding, by the full forward pass.
      for (let token = 1; token < tinyConfig.vocab_size; token++) {
        const [score] = await scorer.score([{
          prompt: before,
          response: [token],
        }]);
        scores.push(score!);
      }
      assert.equal(tokens[t], 1 + scores.indexOf(Math.max(...scores)));
    }
  }
});

/**
 * Compares recorded log-probabilities with those that scoring gives, whatever
 * tokens were drawn from.
 */
async function checkLogProbabilities(device: Device) {
  const model = openModel(device);
  const generator = new Generator(model, 3, 8);
  const scorer = new Scorer(model, 2, 7);
  for (
    const settings of [
      { temperature: 1 },
      { temperature: 0 },
      { temperature: 0.7, topK: 3, topP: 0.9 },
    ]
  ) {
    const responses = await generator.generate(prompts, {
      seed: 5,
      ...settings,
    });
    const scores = await scorer.score(
      responses.map(({ tokens }, i) => ({
        prompt: prompts[i]!,
        response: tokens,
      })),
    );
    responses.forEach(({ logProbability, tokens, ended }, i) => {
      assert.ok(Math.abs(logProbability - scores[i]!) < 1e-4);
      const last = tokens[tokens.length - 1];
      assert.equal(ended, last === tinyConfig.eos_token_id);
    });
  }
  device.destroy();
}

/** Compares the responses of batches of several sizes. */
async function checkBatches(device: Device) {
  const model = openModel(device);
  const by = async (size: number): Promise<readonly number[][]> =>
    tokensOf(
      await new Generator(model, size, 8).generate(prompts, {
        temperature: 1,
        seed: 9,
      }),
    );
  const one = await by(1);
  assert.deepEqual(await by(2), one);
  assert.deepEqual(await by(8), one);
  const tail = await new Generator(model, 2, 8).generate(prompts.slice(3), {
    temperature: 1,
    seed: 9,
    first: 3,
  });
  assert.deepEqual(tokensOf(tail), one.slice(3));
  device.destroy();
}

const tokensOf = (responses: readonly Response[]) =>
  responses.map(({ tokens }) => [...tokens]);

const devices: [
  string,
  typeof webgpuTest,
  () => Device | Promise<Device>,
][] = [
  ["the references", Deno.test, createReferenceDevice],
  ["wasm", Deno.test, () => createWasmDevice({ threads: 2 })],
  ["webgpu", webgpuTest, () => createWebGpuDevice()],
];

for (const [name, test, open] of devices) {
  test(`generate() on ${name} records the log-probabilities that scoring gives`, async () => {
    await checkLogProbabilities(await open());
  });
  test(`generate() on ${name} gives the same responses in any batches`, async () => {
    await checkBatches(await open());
  });
}

Deno.test("generate() follows the policy's distribution", async () => {
  const model = openModel();
  const draws = 3000;
  const generator = new Generator(model, 500, 3);
  const scorer = new Scorer(model, 1, 2);
  const responses = await generator.generate(
    Array.from({ length: draws }, () => [2, 3]),
    { temperature: 1, seed: 11 },
  );
  // Padding is never drawn, so the others share its probability.
  const probabilities = [];
  for (let token = 1; token < tinyConfig.vocab_size; token++) {
    const [score] = await scorer.score([{ prompt: [2, 3], response: [token] }]);
    probabilities.push(Math.exp(score!));
  }
  const total = probabilities.reduce((a, b) => a + b, 0);
  probabilities.forEach((p, i) => {
    const expected = p / total;
    const share = responses.filter((r) => r.tokens[0] === i + 1).length / draws;
    const sigma = Math.sqrt(expected * (1 - expected) / draws);
    assert.ok(
      Math.abs(share - expected) < 4.5 * sigma,
      `token ${i + 1}: ${share} against ${expected}`,
    );
  });
});
