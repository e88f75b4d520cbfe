/**
 * The head in chunks gives what the head in one piece gives.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Device, Location } from "../device/device.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { lcg, roughValues } from "../testing/tiny.ts";
import { webgpuTest } from "../testing/webgpu.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { createWebGpuDevice } from "../webgpu/device.ts";
import { differentiate } from "./differentiate.ts";
import { count, Graph, type Tensor } from "./graph.ts";
import { headLogProbability, rowsOfChunk } from "./head.ts";
import { linear, tokenLogProbability } from "./layers.ts";
import { dot } from "./operations.ts";
import { compile, plan } from "./plan.ts";

interface Shape {
  readonly rows: number;
  readonly width: number;
  readonly vocabulary: number;
}

/** Records the head, in one piece (null) or in chunks, with its gradients. */
function record(
  device: Device,
  { rows, width, vocabulary }: Shape,
  chunk: number | null,
) {
  const graph = new Graph();
  const values = (shape: readonly number[], seed: number) => {
    const length = count({ shape }), allocation = device.allocate(length);
    device.write(allocation, roughValues(length, seed));
    return graph.memory({ allocation, offset: 0, length }, shape);
  };
  const rng = lcg(rows), ids = device.allocate(rows, "u32");
  device.write(
    ids,
    Uint32Array.from({ length: rows }, () => rng.below(vocabulary)),
  );
  const target = graph.memory(
    { allocation: ids, offset: 0, length: rows },
    [rows],
  );
  const hidden = values([rows, width], 1);
  const weight = values([vocabulary, width], 2);
  const y = chunk === null
    ? tokenLogProbability(linear(hidden, weight), target)
    : headLogProbability(hidden, weight, target, chunk);
  const gradients = differentiate(dot(y, values([rows], 3)), [hidden, weight]);
  const places = [y, ...gradients].map((tensor: Tensor) => {
    const length = count(tensor);
    const to: Location = {
      allocation: device.allocate(length),
      offset: 0,
      length,
    };
    graph.store(tensor, to);
    return to;
  });
  return { graph, places };
}

/** Log-probabilities, and gradients of hidden states and weights. */
async function run(device: Device, shape: Shape, chunk: number | null) {
  const { graph, places } = record(device, shape, chunk);
  const program = compile(device, graph);
  program.run();
  const results = await Promise.all(
    places.map(({ allocation }) => device.read(allocation)),
  );
  program.free();
  for (const { allocation } of places) allocation.free();
  return results as Float32Array[];
}

/** Compares with a bound on the sum of as many terms as there are rows. */
function close(actual: Float32Array[], wanted: Float32Array[], unit: number) {
  actual.forEach((values, i) =>
    values.forEach((x, at) =>
      assert.ok(
        Math.abs(x - wanted[i]![at]!) <= unit * (1 + Math.abs(x)),
        `result ${i} [${at}]: ${x} against ${wanted[i]![at]}`,
      )
    )
  );
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  rows: fc.integer({ min: 1, max: 300 }),
  width: fc.integer({ min: 1, max: 9 }),
  vocabulary: fc.integer({ min: 1, max: 40 }),
});
const chunks = fc.constantFrom(64, 128, 192);

Deno.test("the head in chunks agrees in float64 with the head in one piece", async () => {
  const device = createReferenceDevice();
  await fc.assert(
    fc.asyncProperty(shapes, chunks, async (shape, chunk) => {
      // Results are read as float32: half a unit in the last place on each side.
      close(
        await run(device, shape, chunk),
        await run(device, shape, null),
        2 ** -23,
      );
    }),
    { numRuns: 30 },
  );
});

Deno.test("the head in chunks stays within rounding on wasm, with any threads", async () => {
  const devices = [
    await createWasmDevice({ threads: 1 }),
    await createWasmDevice({ threads: 2, poison: true }),
  ];
  await fc.assert(
    fc.asyncProperty(shapes, chunks, async (shape, chunk) => {
      const whole = await run(devices[0]!, shape, null);
      const cut = await run(devices[0]!, shape, chunk);
      // The longest sums are those of the weights' gradient: at most 300 terms
      // that are below 1, one way and the other.
      close(cut, whole, 2 * 300 * 2 ** -24);
      assert.deepEqual(await run(devices[1]!, shape, chunk), cut);
    }),
    { numRuns: 30 },
  );
  for (const device of devices) device.destroy();
});

webgpuTest("the head in chunks agrees on webgpu", async () => {
  const device = await createWebGpuDevice();
  const shape = { rows: 200, width: 8, vocabulary: 30 };
  const wanted = await run(createReferenceDevice(), shape, null);
  close(await run(device, shape, 64), wanted, 1e-5);
  device.destroy();
});

Deno.test("the head in chunks never has more logits than a chunk's", () => {
  const device = createReferenceDevice();
  const { graph } = record(
    device,
    { rows: 640, width: 4, vocabulary: 500 },
    64,
  );
  const [arena] = plan(graph).arenas.f32;
  assert.ok(arena! < 64 * 500 + 5 * 640, `${arena}`);
  const whole = record(device, { rows: 640, width: 4, vocabulary: 500 }, null);
  assert.ok(plan(whole.graph).arenas.f32[0]! >= 640 * 500);
});

Deno.test("chunks are as large as they may be, and about equal", () => {
  assert.equal(rowsOfChunk(10, 10, 100), null);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 64_000, max: 1_000_000 }),
      (rows, vocabulary, most) => {
        const chunk = rowsOfChunk(rows, vocabulary, most);
        if (chunk === null) return assert.ok(rows * vocabulary <= most);
        assert.equal(chunk % 64, 0);
        assert.ok(chunk > 0 && chunk * vocabulary <= most);
        const count = Math.ceil(rows / chunk);
        const largest = Math.floor(most / vocabulary / 64) * 64;
        assert.equal(count, Math.ceil(rows / largest));
      },
    ),
  );
  assert.throws(
    () => rowsOfChunk(100, 1000, 63_999),
    /Cannot compute logits of 1000 tokens: 64 rows of them have more than/,
  );
});
