/**
 * Whole models against an independent implementation in float64 (`make.py`).
 *
 * The float64 device attains 1e-14 of a tensor's greatest element, in the
 * forward pass and in every gradient of every objective; 1e-13 is demanded. On
 * this scale the float32 devices attain 3e-6, some 25 units in the last place
 * after the roundings of two layers forward and back; 2^-17 (7.6e-6) is
 * demanded of `wasm`, whose bytes are the same everywhere, and twice that of
 * `webgpu`, because WGSL lets another adapter round half as exactly.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Device } from "../../device/device.ts";
import { createWasmDevice } from "../../wasm/device.ts";
import { createWebGpuDevice } from "../../webgpu/device.ts";
import { createReferenceDevice } from "../reference_device.ts";
import { webgpuTest } from "../webgpu.ts";
import {
  forward,
  gradients,
  objectiveNames,
  type Results,
  train,
} from "./evaluate.ts";
import { configs } from "./golden.ts";

const largest = (values: Float64Array) =>
  values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/**
 * Compares results. Errors are relative to the greatest element of a tensor, or
 * to a thousandth of the greatest of all where the tensor's are smaller yet.
 */
function check(results: Results, tolerance: number) {
  const all = Math.max(...[...results.values()].map(([x]) => largest(x)));
  for (const [name, [expected, actual]] of results) {
    assert.equal(actual.length, expected.length, name);
    const allowed = tolerance * Math.max(largest(expected), all / 1000);
    actual.forEach((x, i) =>
      assert.ok(
        Math.abs(x - expected[i]!) <= allowed,
        `${name}[${i}] is ${x}, not ${expected[i]} (+-${allowed})`,
      )
    );
  }
}

/**
 * Compares a training run: numbers of order 1, by absolute differences.
 *
 * Biases of keys are left out where the device rounds. They add the same to all
 * scores of a row, so softmax removes them and their gradient is 0; AdamW
 * divides what rounding leaves of it by its own size.
 */
function checkTraining(
  config: string,
  results: Results,
  tolerance: number,
  keyBiases: boolean,
) {
  const { hidden_size, num_attention_heads } = configs.get(config)!;
  const size = hidden_size / num_attention_heads;
  for (const [name, [expected, actual]] of results) {
    assert.equal(actual.length, expected.length, name);
    actual.forEach((x, i) => {
      const isKey = name.endsWith("query_key_value.bias") &&
        Math.floor(i / size) % 3 === 1;
      if (isKey && !keyBiases) return;
      assert.ok(
        Math.abs(x - expected[i]!) <= tolerance,
        `${name}[${i}] is ${x}, not ${expected[i]} (+-${tolerance})`,
      );
    });
  }
}

/** How near a device must come. */
interface Bounds {
  readonly values: number;
  /** After ten steps of AdamW. */
  readonly training: number;
  readonly keyBiases: boolean;
}

const devices: [
  string,
  typeof webgpuTest,
  () => Device | Promise<Device>,
  Bounds,
][] = [
  // Learning rates and AdamW's corrections are float32 on every device, and so
  // are the losses that a trainer reports.
  [
    "float64",
    Deno.test,
    () => createReferenceDevice(),
    { values: 1e-13, training: 5e-7, keyBiases: true },
  ],
  [
    "wasm",
    Deno.test,
    () => createWasmDevice({ threads: 2 }),
    { values: 2 ** -17, training: 1e-5, keyBiases: false },
  ],
  [
    "webgpu",
    webgpuTest,
    () => createWebGpuDevice(),
    { values: 2 ** -16, training: 2e-5, keyBiases: false },
  ],
];

for (const [name, test, open, bounds] of devices) {
  test(`${name} agrees with PyTorch in float64`, async (t) => {
    const device = await open();
    try {
      for (const config of configs.keys()) {
        await t.step(
          `${config}: logits and log-probabilities`,
          async () => check(await forward(device, config), bounds.values),
        );
        for (const objective of objectiveNames) {
          await t.step(
            `${config}: loss and all gradients of ${objective}`,
            async () =>
              check(await gradients(device, config, objective), bounds.values),
          );
        }
        await t.step(`${config}: ten steps of AdamW`, async () =>
          checkTraining(
            config,
            await train(device, config),
            bounds.training,
            bounds.keyBiases,
          ));
      }
    } finally {
      device.destroy();
    }
  });
}
