import assert from "node:assert/strict";
import type { Device, Location, Step } from "../device/device.ts";
import { copyStep, whole } from "../testing/steps.ts";
import { createWasmDevice } from "./device.ts";
import { SharedMemory } from "./memory.ts";

/** Runs a test on a device of its own. */
async function on(
  test: (device: Device) => void | Promise<void>,
  poison: boolean,
) {
  const device = await createWasmDevice({ threads: 1, poison });
  try {
    await test(device);
  } finally {
    device.destroy();
  }
}

const sumSquares = (x: Location, sum: Location): Step => ({
  kernel: "sum_squares",
  operands: [x, sum],
  dims: [x.length],
  constants: [],
});

for (const poison of [true, false]) {
  const what = poison ? "NaN" : "what it held";
  const title = poison ? "a poisoning device" : "another device";
  Deno.test(`on ${title}, a program that reads freed memory gets ${what}`, () =>
    on(async (device) => {
      assert.equal(device.poison, poison);
      const from = whole(device, 5), to = whole(device, 5);
      device.write(from.allocation, new Float32Array(5).fill(7));
      const program = device.load([copyStep(from, to)]);
      from.allocation.free();
      // As if the check of what is freed had a gap.
      Object.assign(from.allocation, { freed: false });
      program.run();
      assert.deepEqual(
        [...await device.read(to.allocation)],
        new Array(5).fill(poison ? NaN : 7),
      );
    }, poison));
}

Deno.test("memory of a poisoning device is zero at first, too", () =>
  on(async (device) => {
    device.allocate(1000).free();
    const allocation = device.allocate(1000);
    assert.deepEqual(await device.read(allocation), new Float32Array(1000));
  }, true));

Deno.test("a poisoning device runs a program as often as asked", () =>
  on(async (device) => {
    const a = whole(device, 64), b = whole(device, 64), sum = whole(device, 1);
    device.write(a.allocation, new Float32Array(64).fill(1));
    const double = {
      kernel: "add",
      operands: [a, a, b],
      dims: [64],
      constants: [],
    };
    // The last step has scratch, the others have none.
    device.load([double, copyStep(b, a), sumSquares(a, sum)]).run(3);
    assert.deepEqual(
      await device.read(sum.allocation),
      Float32Array.of(64 * 8 ** 2),
    );
  }, true));

Deno.test("scratch is poisoned before each step, again and again", () =>
  on((device) => {
    const x = whole(device, 64), sum = whole(device, 1);
    const program = device.load([
      sumSquares(x, sum),
      copyStep(x, whole(device, 64)),
    ]);
    const fill = SharedMemory.prototype.fillWithPoison;
    let fills = 0;
    SharedMemory.prototype.fillWithPoison = function (...place) {
      fills++;
      fill.apply(this, place);
    };
    try {
      program.run(3);
    } finally {
      SharedMemory.prototype.fillWithPoison = fill;
    }
    assert.equal(fills, 6);
  }, true));
