/**
 * Recomputing layers changes what is in memory when, and no byte of a result.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { Flat } from "../models/flat.ts";
import type { Config } from "../models/gpt_neox.ts";
import { Model } from "../models/model.ts";
import { likelihood } from "../objectives/likelihood.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { lcg, roughValues, tinyConfig } from "../testing/tiny.ts";
import { differentiate } from "./differentiate.ts";
import { count, Graph, type Tensor } from "./graph.ts";
import { leastLength } from "./lay_out.ts";
import { linear } from "./layers.ts";
import { accumulate, add, affine, exp, gelu, sum } from "./operations.ts";
import { type Plan, plan, type PlanOptions } from "./plan.ts";

const deep: Config = {
  ...tinyConfig,
  hidden_size: 16,
  intermediate_size: 64,
  num_hidden_layers: 12,
};

/** Plans the gradients of a model's likelihood. */
function planOf(config: Config, options: PlanOptions): Plan {
  const device = createReferenceDevice();
  const model = Model.initialise(device, config, "policy", lcg(1));
  const graph = new Graph(), weights = model.weights(graph);
  const { loss } = likelihood(model, 32, 8)(weights, (_name, dtype, shape) => {
    const length = count({ shape });
    const allocation = device.allocate(length, dtype);
    return graph.memory({ allocation, offset: 0, length }, shape);
  });
  const names = model.layout.parameters.map(({ name }) => name);
  const gradients = new Flat(device, model.layout);
  differentiate(loss, names.map(weights)).forEach((gradient, i) =>
    graph.store(gradient, gradients.locate(names[i]!))
  );
  return plan(graph, options);
}

const arenaOf = ({ arenas }: Plan) =>
  arenas.f32.reduce((total, length) => total + length, 0);

for (const [what, config] of [["two", tinyConfig], ["twelve", deep]] as const) {
  Deno.test(`arenas of ${what} layers are as small as they can be, or nearly`, () => {
    for (const recomputed of [false, true]) {
      const planned = planOf(config, { recomputed });
      const floats = [...planned.lifetimes].flatMap(([{ dtype }, interval]) =>
        dtype === "f32" ? [interval] : []
      );
      assert.ok(arenaOf(planned) <= 1.1 * leastLength(floats));
    }
  });
}

Deno.test("recomputing twelve layers needs less than a fifth of the memory", () => {
  const kept = arenaOf(planOf(deep, { recomputed: false }));
  const recomputed = arenaOf(planOf(deep, { recomputed: true }));
  assert.ok(recomputed < kept / 5, `${recomputed} of ${kept} elements`);
});

/** Layers of random operations, each a segment; the gradients' values. */
function gradientsOf(seed: number, recomputed: boolean) {
  const rng = lcg(seed), device = createReferenceDevice(), graph = new Graph();
  const memory = (shape: readonly number[]) => {
    const length = count({ shape }), allocation = device.allocate(length);
    device.write(allocation, roughValues(length, seed));
    return graph.memory({ allocation, offset: 0, length }, shape);
  };
  const weights: Tensor[] = [];
  const layer = (x: Tensor) => {
    const pool = [x];
    const pick = () => pool[rng.below(pool.length)]!;
    for (let i = 0; i < 6; i++) {
      const weight = memory([6, 6]);
      const operations = [
        () => gelu(pick()),
        () => exp(affine(pick(), 0.1)),
        () => add(pick(), pick()),
        () => {
          weights.push(weight);
          return linear(pick(), weight);
        },
      ];
      pool.push(operations[rng.below(4)]!());
    }
    return pool.reduce(add);
  };
  const input = memory([3, 6]);
  let x = input;
  for (let i = 0; i < 3; i++) {
    const before = x;
    x = graph.segment(() => layer(before));
  }
  const places = differentiate(sum(x), [input, ...weights]).map((gradient) => {
    const length = count(gradient), allocation = device.allocate(length);
    graph.store(gradient, { allocation, offset: 0, length });
    return allocation;
  });
  const planned = plan(graph, { recomputed });
  const arenas = planned.arenas.f32.map((length) => device.allocate(length));
  const steps = planned.steps({ f32: arenas, u32: [] }, true);
  device.load(steps).run();
  return { values: places.map(device.values), count: steps.length };
}

Deno.test("recomputing random layers changes no gradient", () => {
  let repeated = 0;
  fc.assert(
    fc.property(fc.nat(100_000), (seed) => {
      const kept = gradientsOf(seed, false);
      const recomputed = gradientsOf(seed, true);
      assert.deepEqual(recomputed.values, kept.values);
      if (recomputed.count > kept.count) repeated++;
    }),
    { numRuns: 60 },
  );
  assert.ok(repeated > 30, `${repeated}`);
});

Deno.test("a layer is not repeated once its weights have changed", () => {
  for (const changed of [false, true]) {
    const device = createReferenceDevice(), graph = new Graph();
    const location = (length: number) => {
      const allocation = device.allocate(length);
      device.write(allocation, new Float32Array(length).fill(0.5));
      return { allocation, offset: 0, length };
    };
    const weight = graph.memory(location(4), [2, 2]);
    const x = graph.memory(location(2), [1, 2]);
    const y = graph.segment(() => linear(gelu(linear(x, weight)), weight));
    if (changed) accumulate(weight, graph.memory(location(4), [2, 2]));
    const [gradient] = differentiate(sum(y), [x]);
    graph.store(gradient!, location(2));
    const planned = plan(graph, { recomputed: true });
    const arenas = planned.arenas.f32.map((length) => device.allocate(length));
    const products = planned.steps({ f32: arenas, u32: [] })
      .filter(({ kernel }) => kernel === "matmul_nt");
    // Both products of the layer, and the first one once more.
    assert.equal(products.length, changed ? 2 : 3);
  }
});

Deno.test("a layer that others read before it is over is left as it is", () => {
  const outcome = (recomputed: boolean) => {
    const device = createReferenceDevice(), graph = new Graph();
    const location = (length: number, seed: number) => {
      const allocation = device.allocate(length);
      device.write(allocation, roughValues(length, seed));
      return { allocation, offset: 0, length };
    };
    const weight = graph.memory(location(4, 1), [2, 2]);
    const x = graph.memory(location(2, 2), [1, 2]);
    let inner = x;
    const first = graph.segment(() => {
      inner = gelu(linear(x, weight));
      return linear(inner, weight);
    });
    // The second layer reads what the first one computed on the way.
    const second = graph.segment(() =>
      linear(exp(add(exp(first), inner)), weight)
    );
    const [gradient] = differentiate(sum(second), [x]);
    const to = location(2, 3);
    graph.store(gradient!, to);
    const planned = plan(graph, { recomputed });
    const arenas = planned.arenas.f32.map((length) => device.allocate(length));
    device.load(planned.steps({ f32: arenas, u32: [] }, true)).run();
    return [...device.values(to.allocation)];
  };
  const kept = outcome(false);
  assert.ok(kept.every(Number.isFinite));
  assert.deepEqual(outcome(true), kept);
});
