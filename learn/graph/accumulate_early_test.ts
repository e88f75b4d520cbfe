/**
 * Sums into memory move up as far as nothing else looks at that memory.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { accumulate as accumulateKernel } from "../kernels/elementwise.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { lcg } from "../testing/tiny.ts";
import { accumulateEarly } from "./accumulate_early.ts";
import { differentiate } from "./differentiate.ts";
import { Graph, type Tensor } from "./graph.ts";
import { linear } from "./layers.ts";
import { accumulate, add, affine, sum } from "./operations.ts";
import { plan } from "./plan.ts";

/** Two cells of memory that share an allocation, and a third beside it. */
function cells(device: ReturnType<typeof createReferenceDevice>) {
  const one = device.allocate(65), other = device.allocate(1);
  device.write(one, Float32Array.of(1));
  device.write(one, Float32Array.of(2), 64);
  device.write(other, Float32Array.of(3));
  return [
    { allocation: one, offset: 0, length: 1 },
    { allocation: one, offset: 64, length: 1 },
    { allocation: other, offset: 0, length: 1 },
  ];
}

/**
 * Records a random program over three cells, and computes it on the way; how
 * many sums moved, what is there, and what should be.
 */
function run(seed: number) {
  const device = createReferenceDevice(), graph = new Graph(), rng = lcg(seed);
  const places = cells(device), wanted = [1, 2, 3];
  const pool: { tensor: Tensor; value: number }[] = [];
  // Every reading is a tensor of its own.
  const cell = (i: number) => graph.memory(places[i]!, [1]);
  const pick = () => pool[rng.below(pool.length)]!;
  for (let i = 0; i < 20; i++) {
    const at = rng.below(3), choice = pool.length === 0 ? 0 : rng.below(5);
    if (choice < 1) {
      const tensor = affine(cell(at), 0.5, 1);
      pool.push({ tensor, value: 0.5 * wanted[at]! + 1 });
    } else if (choice < 3) {
      const a = pick(), b = pick();
      const tensor = affine(add(a.tensor, b.tensor), 0.5);
      pool.push({ tensor, value: 0.5 * (a.value + b.value) });
    } else {
      const { tensor, value } = pick();
      accumulate(cell(at), tensor);
      wanted[at]! += value;
    }
  }
  const order = accumulateEarly(graph.nodes);
  assert.deepEqual(new Set(order), new Set(graph.nodes));
  assert.equal(order.length, graph.nodes.length);
  const { arenas, steps } = plan(graph);
  const memory = arenas.f32.map((length) => device.allocate(length));
  device.load(steps({ f32: memory, u32: [] }, true)).run();
  return {
    moved: order.some((node, i) => node !== graph.nodes[i]),
    found: places.map(({ allocation, offset }) =>
      device.values(allocation)[offset]!
    ),
    wanted,
  };
}

Deno.test("random sums into memory give the same in any order that is planned", () => {
  let moved = 0;
  fc.assert(
    fc.property(fc.nat(100_000), (seed) => {
      const outcome = run(seed);
      if (outcome.moved) moved++;
      assert.deepEqual(outcome.found, outcome.wanted);
    }),
    { numRuns: 300 },
  );
  assert.ok(moved > 100, `${moved}`);
});

Deno.test("gradients that are added up need no more memory than stored ones", () => {
  const lengthOf = (how: "store" | "add") => {
    const device = createReferenceDevice(), graph = new Graph();
    const memory = (shape: readonly number[]) => {
      const length = shape.reduce((n, size) => n * size, 1);
      const allocation = device.allocate(length);
      return graph.memory({ allocation, offset: 0, length }, shape);
    };
    const weights = Array.from({ length: 8 }, () => memory([16, 16]));
    const end = weights.reduce(
      (x, weight) => linear(x, weight),
      memory([64, 16]),
    );
    for (const gradient of differentiate(sum(end), weights)) {
      const to = memory(gradient.shape);
      if (how === "add") accumulate(to, gradient);
      else graph.store(gradient, to.location!);
    }
    const { arenas, steps } = plan(graph);
    const all = steps({
      f32: arenas.f32.map((length) => device.allocate(length)),
      u32: [],
    });
    const plain = all.filter(({ kernel }) => kernel === accumulateKernel.name);
    assert.equal(plain.length, 0);
    return arenas.f32.reduce((total, length) => total + length, 0);
  };
  assert.equal(lengthOf("add"), lengthOf("store"));
});
