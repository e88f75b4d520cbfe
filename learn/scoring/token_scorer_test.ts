import assert from "node:assert/strict";
import { pack } from "../data/sequence.ts";
import type { Device } from "../device/device.ts";
import { Model } from "../models/model.ts";
import { lcg, roughValues, tinyConfig } from "../testing/tiny.ts";
import { webgpuTest } from "../testing/webgpu.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { createWebGpuDevice } from "../webgpu/device.ts";
import { Scorer } from "./scorer.ts";
import { TokenScorer } from "./token_scorer.ts";

const sequences = [
  { prompt: [2, 3, 4], response: [5, 6, 1] },
  { prompt: [5, 2], response: [3, 1] },
  { prompt: [6], response: [1] },
];
const batch = pack(sequences, 4, 6);

/** Compares with what the other scorer makes of whole responses. */
async function check(device: Device) {
  for (const head of ["policy", "reward"] as const) {
    const model = Model.initialise(device, tinyConfig, head, lcg(1));
    model.values.write(roughValues(model.layout.length, 5));
    const scorer = new TokenScorer(model, 4, 6);
    const tokens = await scorer.score(batch);
    assert.deepEqual(await scorer.score(batch), tokens);
    assert.equal(scorer.scoredTokens, 2 * (6 + 4 + 2));
    tokens.forEach((x, i) => assert.ok(batch.mask[i] || x === 0, `cell ${i}`));
    const near = (actual: number, expected: number) =>
      assert.ok(Math.abs(actual - expected) < 1e-5, `${actual}, ${expected}`);
    const whole = new Scorer(model, 1, 6);
    if (head === "policy") {
      const sums = sequences.map((_, row) =>
        tokens.subarray(6 * row, 6 * row + 6).reduce((a, b) => a + b)
      );
      (await whole.score(sequences)).forEach((x, i) => near(sums[i]!, x));
    } else {
      const states = sequences.flatMap(({ prompt, response }) =>
        response.map((_, i) => ({ prompt, response: response.slice(0, i) }))
      );
      const values = tokens.filter((_, i) => batch.mask[i]);
      (await whole.score(states)).forEach((x, i) => near(values[i]!, x));
    }
    await assert.rejects(
      scorer.score(pack(sequences, 3, 6)),
      /Cannot score a batch of 3 rows of 6 tokens: the scorer takes 4 of 6/,
    );
    for (const one of [scorer, whole, model]) one.free();
  }
  device.destroy();
}

Deno.test("tokens on wasm sum up to responses, and values are scores of what stands before them", async () => {
  await check(await createWasmDevice({ threads: 1 }));
});

webgpuTest(
  "tokens on webgpu sum up to responses, and values are scores of what stands before them",
  async () => {
    await check(await createWebGpuDevice());
  },
);
