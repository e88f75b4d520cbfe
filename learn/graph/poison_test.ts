/**
 * Poisoned temporaries: a sound plan does not notice, and one that takes a
 * temporary for dead too early does.
 *
 * @module
 */

import assert from "node:assert/strict";
import { type Device, poisonBits } from "../device/device.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { webgpuTest } from "../testing/webgpu.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { createWebGpuDevice } from "../webgpu/device.ts";
import { Graph } from "./graph.ts";
import { add, exp, square } from "./operations.ts";
import { compile, plan } from "./plan.ts";

/** x^2 + e^(x^2), and the temporaries on the way. */
function recorded(device: Device) {
  const graph = new Graph();
  const from = { allocation: device.allocate(3), offset: 0, length: 3 };
  const to = { allocation: device.allocate(3), offset: 0, length: 3 };
  device.write(from.allocation, Float32Array.of(0, 1, 2));
  const x = graph.memory(from, [3]);
  const squared = square(x), risen = exp(squared);
  graph.store(add(squared, risen), to);
  return { graph, squared, risen, read: () => device.read(to.allocation) };
}

/** The result where a temporary is taken for dead some nodes too early. */
async function run(device: Device, early: number, poisoned: boolean) {
  const { graph, squared, read } = recorded(device);
  const planned = plan(graph);
  planned.lifetimes.get(squared)!.last -= 2 * early;
  const arenas = planned.arenas.f32.map((length) => device.allocate(length));
  device.load(planned.steps({ f32: arenas, u32: [] }, poisoned)).run();
  return [...await read()].map((x) => Math.round(x));
}

const expected = [1, 4, 59];

Deno.test("poison finds a temporary that is taken for dead too early", async () => {
  for (
    const device of [
      createReferenceDevice(),
      await createWasmDevice({ threads: 1 }),
    ]
  ) {
    assert.deepEqual(await run(device, 0, false), expected);
    assert.deepEqual(await run(device, 0, true), expected);
    // Nobody took its place yet, so only poison shows the error.
    assert.deepEqual(await run(device, 1, false), expected);
    assert.deepEqual(await run(device, 1, true), [NaN, NaN, NaN]);
    device.destroy();
  }
});

Deno.test("a temporary lives until it is copied to where it is stored", () => {
  const device = createReferenceDevice(), graph = new Graph();
  const from = { allocation: device.allocate(3), offset: 0, length: 3 };
  device.write(from.allocation, Float32Array.of(1, 2, 3));
  const squared = square(graph.memory(from, [3]));
  // It cannot be computed in memory that is read.
  graph.store(squared, from);
  const to = { allocation: device.allocate(3), offset: 0, length: 3 };
  graph.store(exp(exp(squared)), to);
  const planned = plan(graph);
  const arenas = planned.arenas.f32.map((length) => device.allocate(length));
  device.load(planned.steps({ f32: arenas, u32: [] }, true)).run();
  assert.deepEqual([...device.values(from.allocation)], [1, 4, 9]);
});

Deno.test("compile() poisons where the device does, and nowhere else", async () => {
  for (const poison of [false, true]) {
    const device = createReferenceDevice({ poison });
    const arenas: ReturnType<Device["allocate"]>[] = [];
    const { graph, read } = recorded(device);
    const program = compile({
      ...device,
      allocate(length, dtype) {
        arenas.push(device.allocate(length, dtype));
        return arenas.at(-1)!;
      },
    }, graph);
    const values = () => device.values(arenas[0]!);
    assert.equal(values().every(Number.isNaN), poison);
    program.run();
    assert.deepEqual([...await read()].map(Math.round), expected);
    assert.equal(values().some(Number.isNaN), poison);
  }
});

/** Fills part of an allocation with poison; its bits after that. */
async function poisonedBits(device: Device): Promise<number[]> {
  const allocation = device.allocate(200);
  device.load([{
    kernel: "poison",
    operands: [{ allocation, offset: 64, length: 70 }],
    dims: [70],
    constants: [],
  }]).run();
  const { buffer } = await device.read(allocation);
  device.destroy();
  return [...new Uint32Array(buffer)];
}

const bits = Array.from(
  { length: 200 },
  (_, i) => i >= 64 && i < 134 ? poisonBits : 0,
);

Deno.test("poison is the same bits on wasm as in the device's interface", async () => {
  const device = await createWasmDevice({ threads: 2 });
  assert.deepEqual(await poisonedBits(device), bits);
});

webgpuTest(
  "poison is the same bits on webgpu as in the device's interface",
  async () => {
    assert.deepEqual(await poisonedBits(await createWebGpuDevice()), bits);
  },
);
