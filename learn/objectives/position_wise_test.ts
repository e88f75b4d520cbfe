/**
 * The position-wise loss on the devices that train, and its data. Its formula
 * is held in `bradley_terry_test.ts`.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Device } from "../device/device.ts";
import { Model } from "../models/model.ts";
import {
  labels,
  pairs,
  positionWiseBatch,
  sequences,
  time,
} from "../testing/labelled_pairs.ts";
import { openObjective, parametersAt, valuesAt } from "../testing/objective.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { roughValues, tinyConfig } from "../testing/tiny.ts";
import { webgpuTest } from "../testing/webgpu.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { createWebGpuDevice } from "../webgpu/device.ts";
import { positionWise, positionWiseData } from "./position_wise.ts";

/** The loss and all gradients of the position-wise form on a device. */
async function positionWiseOn(device: Device): Promise<number[]> {
  const model = new Model(device, tinyConfig, "reward", new Float32Array(0));
  model.values.write(roughValues(model.layout.length, 7));
  const opened = openObjective(
    model,
    positionWise(model, pairs, time),
    positionWiseBatch(labels["soft labels"], pairs),
  );
  opened.run();
  const gradients = await parametersAt(opened.gradients);
  return [
    ...await valuesAt(device, opened.loss),
    ...[...gradients.values()].flatMap((x) => [...x]),
  ];
}

/** Holds a float32 device to the float64 one, as the golden files do. */
async function checkDevice(device: Device) {
  try {
    const exact = await positionWiseOn(createReferenceDevice());
    const most = Math.max(...exact.map(Math.abs));
    (await positionWiseOn(device)).forEach((x, i) =>
      assert.ok(
        Math.abs(x - exact[i]!) <= 2 ** -16 * most,
        `${i}: ${x}, not ${exact[i]}`,
      )
    );
  } finally {
    device.destroy();
  }
}

Deno.test("positionWise() on wasm agrees with float64", async () => {
  await checkDevice(await createWasmDevice({ threads: 1 }));
});

webgpuTest("positionWise() on webgpu agrees with float64", async () => {
  await checkDevice(await createWebGpuDevice());
});

Deno.test("position-wise data refuses a pair of equal responses", () => {
  const [same] = sequences;
  assert.throws(
    () =>
      positionWiseData(
        [{ chosen: same!, rejected: same!, flip: 0 }],
        1,
        time,
      ),
    /equal responses/,
  );
});
