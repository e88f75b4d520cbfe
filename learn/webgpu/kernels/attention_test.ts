/**
 * Tests of what causality promises of attention in WGSL, in both forms.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Device } from "../../device/device.ts";
import { kernelByName } from "../../kernels/mod.ts";
import { Random } from "../../testing/random.ts";
import { webgpuTest } from "../../testing/webgpu.ts";
import { createWebGpuDevice } from "../device.ts";

const kernels = [
  "attention",
  "attention_grad_delta",
  "attention_grad_query",
  "attention_grad_key_value",
];

/** All that attention writes, where the last key's elements are `last`. */
async function attend(device: Device, dims: number[], last: number) {
  const [batch = 0, time = 0, heads = 0, size = 0] = dims;
  const random = new Random(1), length = batch * time * heads * size;
  const key = random.uniforms(length);
  key.fill(last, length - heads * size);
  const given: Record<string, Float64Array> = {
    // Positive, so that all scores of the last key are large if it is.
    q: random.uniforms(length, 1, 2),
    k: key,
    v: random.uniforms(length),
    dout: random.uniforms(length),
  };
  const places = new Map(
    kernels.flatMap((name) => kernelByName.get(name)!.operands)
      .map(({ name, length }) => [
        name,
        {
          allocation: device.allocate(length({ batch, time, heads, size })),
          offset: 0,
          length: length({ batch, time, heads, size }),
        },
      ]),
  );
  for (const [name, values] of Object.entries(given)) {
    device.write(places.get(name)!.allocation, Float32Array.from(values));
  }
  device.load(kernels.map((name) => {
    const { operands, constants } = kernelByName.get(name)!;
    return {
      kernel: name,
      operands: operands.map((operand) => places.get(operand.name)!),
      dims,
      constants: constants.map(() => 1),
    };
  })).run();
  const written = ["out", "dq", "dk", "dv"].map(async (name) =>
    await device.read(places.get(name)!.allocation) as Float32Array
  );
  return await Promise.all(written);
}

for (
  const [form, dims] of [
    ["by rows", [1, 7, 2, 5]],
    ["by tiles", [1, 135, 1, 64]],
  ] as const
) {
  webgpuTest(
    `webgpu: a key changes no row before it, however large (${form})`,
    async () => {
      const device = await createWebGpuDevice({ poison: true });
      try {
        // e to the power of such a score is more than float32 holds.
        const results = [];
        for (const last of [0, 1000]) {
          results.push(await attend(device, [...dims], last));
        }
        const [, time, heads, size] = dims;
        const before = (time - 1) * heads * size;
        const [usual, large] = results as [Float32Array[], Float32Array[]];
        for (const i of [0, 1]) {
          assert.deepEqual(
            large[i]!.subarray(0, before),
            usual[i]!.subarray(0, before),
          );
        }
        assert.notDeepEqual(large[2], usual[2]);
        for (const values of large) assert.ok(values.every(Number.isFinite));
      } finally {
        device.destroy();
      }
    },
  );
}
