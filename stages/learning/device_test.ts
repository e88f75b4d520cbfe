import assert from "node:assert/strict";
import { webgpuTest } from "../../learn/testing/webgpu.ts";
import { createWebGpuDevice } from "../../learn/webgpu/device.ts";
import { openDevice } from "./device.ts";

webgpuTest(
  "a stage computes on the adapter and the tiles of its key",
  async () => {
    const device = await createWebGpuDevice();
    const adapter = device.description;
    device.destroy();
    const context = { device: "webgpu", adapter, threads: 1 } as const;
    using plain = await openDevice(context);
    assert.equal(plain.description, adapter);
    const tuning = { version: 1, adapter, classes: {} };
    using tuned = await openDevice({ ...context, tuning });
    assert.equal(tuned.description, adapter);
    // With a table, too, which then is the other adapter's.
    for (const tuning of [undefined, { version: 1, adapter: "Another GPU" }]) {
      await assert.rejects(
        openDevice({ ...context, adapter: "Another GPU", tuning }),
        /Cannot compute on "Another GPU": WebGPU gave the adapter/,
      );
    }
    await assert.rejects(
      openDevice({ ...context, tuning: { ...tuning, adapter: "Another GPU" } }),
      /they were measured on "Another GPU"/,
    );
    await assert.rejects(openDevice({ ...context, tuning: {} }), /not a table/);
  },
);

Deno.test("wasm takes no notice of tiles", async () => {
  using device = await openDevice({ device: "wasm", threads: 1 });
  assert.equal(device.kind, "wasm");
});
