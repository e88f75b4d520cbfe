/**
 * Scores against the golden files: log-probabilities of responses, and rewards,
 * in batches that do not divide the sequences evenly.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Device } from "../device/device.ts";
import { type Head, parametersOf } from "../models/gpt_neox.ts";
import { Model } from "../models/model.ts";
import { layOutParameters } from "../models/parameters.ts";
import * as golden from "../testing/golden/golden.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { webgpuTest } from "../testing/webgpu.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { createWebGpuDevice } from "../webgpu/device.ts";
import { Scorer } from "./scorer.ts";

const config = golden.configs.get("quarter")!;
const expected = golden.readGolden("quarter");
const { sequences, batch, wholeBatch } = golden;

/** log pi of each response: the golden tokens' sums, prompts left out. */
function responses(): number[] {
  const { values } = expected.get("log-probabilities")!;
  let from = 0;
  return sequences.map(({ prompt, response }) => {
    const start = from + prompt.length - 1, end = start + response.length;
    from = end;
    return values.subarray(start, end).reduce((a, b) => a + b, 0);
  });
}

async function check(device: Device, head: Head, wanted: readonly number[]) {
  const layout = layOutParameters(parametersOf(config, head));
  const values = golden.goldenWeights(layout);
  const model = new Model(device, config, head, values);
  const { time } = head === "policy" ? batch : wholeBatch;
  for (const rows of [3, 4, 7]) {
    const scorer = new Scorer(model, rows, time);
    const scores = await scorer.score(sequences);
    scorer.free();
    assert.equal(scores.length, wanted.length);
    // Scores are float32; log-probabilities are sums of up to seven terms.
    scores.forEach((score, i) =>
      assert.ok(
        Math.abs(score - wanted[i]!) <= 5e-6 * (1 + Math.abs(wanted[i]!)),
        `${head}, batches of ${rows}: ${score}, not ${wanted[i]}`,
      )
    );
  }
}

const devices: [
  string,
  typeof webgpuTest,
  () => Device | Promise<Device>,
][] = [
  ["float64", Deno.test, () => createReferenceDevice()],
  ["wasm", Deno.test, () => createWasmDevice({ threads: 2 })],
  ["webgpu", webgpuTest, () => createWebGpuDevice()],
];

for (const [name, test, open] of devices) {
  test(`score() on ${name} gives the golden log-probabilities and rewards`, async () => {
    const device = await open();
    await check(device, "policy", responses());
    await check(device, "reward", [...expected.get("rewards")!.values]);
    device.destroy();
  });
}
