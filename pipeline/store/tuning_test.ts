import assert from "node:assert/strict";
import { describeDevice, withTuning } from "../cli/device.ts";
import { type DeviceClass, nameOfDevice } from "../identity/preimage.ts";
import { deviceField } from "../plan/preimage.ts";
import type { StageKind } from "../stage.ts";
import { makeTempStore } from "../testing/store.ts";
import { makeProject, runProfile } from "../testing/project.ts";
import { forgetTuning, makeTuning, readTuning, storeTuning } from "./tuning.ts";

const gpu: DeviceClass = { kind: "webgpu", adapter: "Some GPU" };

Deno.test("what was measured on an adapter is found again, on it alone", () => {
  using temp = makeTempStore();
  const { folder } = temp;
  assert.equal(readTuning(folder, "Some GPU"), null);
  const first = storeTuning(folder, "Some GPU", { tile: 64 });
  assert.deepEqual(readTuning(folder, "Some GPU"), first);
  assert.equal(readTuning(folder, "Another GPU"), null);
  const second = storeTuning(folder, "Some GPU", { tile: 128 });
  assert.notEqual(second.digest, first.digest);
  assert.deepEqual(readTuning(folder, "Some GPU"), second);
  assert.equal(forgetTuning(folder, "Some GPU"), true);
  assert.equal(forgetTuning(folder, "Some GPU"), false);
  assert.equal(readTuning(folder, "Some GPU"), null);
  // What earlier records name is still there.
  assert.ok(
    [...Deno.readDirSync(`${folder}/tuning`)].some(({ name }) =>
      name === `${first.digest}.json`
    ),
  );
});

Deno.test("a tuning is in the name of a device, and nothing else is", () => {
  using temp = makeTempStore();
  const { folder } = temp;
  const kind = { accelerated: true } as StageKind;
  assert.equal(nameOfDevice(withTuning(gpu, folder)), "webgpu:Some GPU");
  const { digest } = storeTuning(folder, "Some GPU", { tile: 64 });
  const tuned = withTuning(gpu, folder);
  const name = `webgpu:Some GPU tuning ${digest.slice(0, 12)}`;
  assert.equal(deviceField(kind, tuned), name);
  assert.equal(describeDevice(tuned), `webgpu (${name.slice(7)})`);
  const other: DeviceClass = { ...gpu, adapter: "Another GPU" };
  assert.equal(
    deviceField(kind, withTuning(other, folder)),
    "webgpu:Another GPU",
  );
  const wasm: DeviceClass = { kind: "wasm", adapter: "" };
  assert.equal(deviceField(kind, withTuning(wasm, folder)), "wasm");
});

Deno.test("an accelerated stage gets the tuning that its record names", async () => {
  using test = makeProject();
  const tuning = makeTuning({ tile: [64, 32] });
  const device: DeviceClass = { ...gpu, tuning };
  const run = await runProfile(await test.open(), "plain", { device });
  const { record } = run.outcomes.collect!;
  assert.equal(record!.preimage.device, nameOfDevice(device));
  const lines = run.events.flatMap((event) =>
    event.type === "stage-log" && event.name === "collect" ? event.line : []
  );
  assert.deepEqual(lines, [
    "adapter: Some GPU",
    'tuning: {"tile":[64,32]}',
  ]);
  // Without it, it is another experiment, whose key is as it was.
  const plain = await runProfile(await test.open(), "plain", { device: gpu });
  assert.equal(plain.outcomes.collect!.status, "ran");
  assert.equal(plain.outcomes.parity!.status, "cached");
  assert.equal(
    plain.outcomes.collect!.record!.preimage.device,
    "webgpu:Some GPU",
  );
});
