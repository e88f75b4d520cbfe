import assert from "node:assert/strict";
import {
  type Adapter,
  chooseDevice,
  describeDevice,
  noGraphicsHardware,
  resolveDevice,
} from "./device.ts";

function adapter(software: boolean): Adapter {
  return { description: "Some GPU", software, limits: {}, features: [] };
}

Deno.test("auto takes a hardware adapter and otherwise wasm", () => {
  assert.deepEqual(chooseDevice(adapter(false)).device, {
    kind: "webgpu",
    adapter: "Some GPU",
  });
  assert.equal(chooseDevice(adapter(true)).device.kind, "wasm");
  assert.equal(chooseDevice(null).device.kind, "wasm");
});

Deno.test("a Linux machine without a graphics device file has no hardware", () => {
  assert.ok(noGraphicsHardware("linux", ["null", "nvram", "tty"]));
  assert.ok(!noGraphicsHardware("linux", ["dri"]));
  assert.ok(!noGraphicsHardware("linux", ["nvidia0"]));
  assert.ok(!noGraphicsHardware("darwin", []));
});

Deno.test("wasm needs no adapter", async () => {
  const device = await resolveDevice("wasm");
  assert.deepEqual(device, { kind: "wasm", adapter: "" });
  assert.equal(describeDevice(device), "wasm");
  assert.equal(
    describeDevice({ kind: "webgpu", adapter: "Some GPU" }),
    "webgpu (Some GPU)",
  );
});

Deno.test("webgpu takes any adapter, and without one names doctor", async () => {
  const some = await resolveDevice(
    "webgpu",
    "x",
    () => Promise.resolve(adapter(true)),
  );
  assert.deepEqual(some, { kind: "webgpu", adapter: "Some GPU" });
  await assert.rejects(
    resolveDevice("webgpu", "deno task doctor", () => Promise.resolve(null)),
    /Cannot compute on "webgpu": .* no WebGPU adapter\n.*\n {2}deno task doctor/,
  );
});
