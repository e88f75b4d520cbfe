/**
 * Recomputing layers changes what is in memory when, and no byte of a result.
 *
 * @module
 */

import assert from "node:assert/strict";
import { Flat } from "../models/flat.ts";
import { type Config } from "../models/gpt_neox.ts";
import { Model } from "../models/model.ts";
import { likelihood } from "../objectives/likelihood.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { lcg, tinyConfig } from "../testing/tiny.ts";
import { differentiate } from "./differentiate.ts";
import { count, Graph } from "./graph.ts";
import { leastLength } from "./lay_out.ts";
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
