/**
 * Fusing changes which kernels run, and nothing of what they compute.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { pack } from "../data/sequence.ts";
import type { Device, Location } from "../device/device.ts";
import { adamw } from "../kernels/optimise.ts";
import { Flat } from "../models/flat.ts";
import { Model } from "../models/model.ts";
import {
  crossEntropyWeights,
  likelihood,
  sequenceData,
} from "../objectives/likelihood.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { lcg, roughValues, tinyConfig } from "../testing/tiny.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { differentiate } from "./differentiate.ts";
import { count, Graph, reshape, type Tensor } from "./graph.ts";
import { addRow, linear } from "./layers.ts";
import {
  accumulate,
  add,
  affine,
  exp,
  gelu,
  square,
  sum,
} from "./operations.ts";
import { plan } from "./plan.ts";

/** Plans, loads and runs a recording once; the kernels that ran. */
function run(device: Device, graph: Graph, fused: boolean): string[] {
  const { arenas, steps } = plan(graph, { fused });
  const all = steps({
    f32: arenas.f32.map((length) => device.allocate(length)),
    u32: arenas.u32.map((length) => device.allocate(length, "u32")),
  });
  device.load(all).run();
  return all.map(({ kernel }) => kernel);
}

/** Memory with random numbers, as a tensor. */
function random(
  device: Device,
  graph: Graph,
  shape: readonly number[],
  seed: number,
): Tensor {
  const length = count({ shape }), allocation = device.allocate(length);
  device.write(allocation, roughValues(length, seed));
  return graph.memory({ allocation, offset: 0, length }, shape);
}

function place(device: Device, length: number): Location {
  return { allocation: device.allocate(length), offset: 0, length };
}

const bitsOf = async (device: Device, { allocation }: Location) =>
  new Uint32Array((await device.read(allocation)).buffer);

/** The loss and gradient of the tiny model; the kernels and the results. */
async function likelihoodOf(device: Device, fused: boolean) {
  const batch = pack(
    [{ prompt: [2, 3], response: [4, 1] }, {
      prompt: [5],
      response: [6, 3, 1],
    }],
    2,
    5,
  );
  const data: Record<string, Float32Array | Uint32Array> = {
    ...sequenceData(batch),
    weights: crossEntropyWeights(batch),
  };
  const model = Model.initialise(device, tinyConfig, "policy", lcg(1));
  model.values.write(roughValues(model.layout.length, 3));
  const graph = new Graph(), weights = model.weights(graph);
  const { loss } = likelihood(model, 2, 5)(weights, (name, dtype, shape) => {
    const length = count({ shape });
    const allocation = device.allocate(length, dtype);
    device.write(allocation, data[name]!);
    return graph.memory({ allocation, offset: 0, length }, shape);
  });
  const names = model.layout.parameters.map(({ name }) => name);
  const gradients = new Flat(device, model.layout);
  differentiate(loss, names.map(weights)).forEach((gradient, i) =>
    graph.store(gradient, gradients.locate(names[i]!))
  );
  const at = place(device, 1);
  graph.store(loss, at);
  const kernels = run(device, graph, fused);
  const flat = new Uint32Array((await gradients.read()).buffer);
  const result = { loss: await bitsOf(device, at), flat };
  device.destroy();
  return { kernels, result };
}

for (
  const [name, open] of [
    ["the reference device", () => Promise.resolve(createReferenceDevice())],
    ["wasm", () => createWasmDevice({ threads: 2 })],
  ] as const
) {
  Deno.test(`a model's gradients are the same bytes fused on ${name}`, async () => {
    const plain = await likelihoodOf(await open(), false);
    const fused = await likelihoodOf(await open(), true);
    assert.deepEqual(fused.result, plain.result);
    assert.ok(fused.kernels.length < plain.kernels.length);
  });
}

Deno.test("fusing leaves a model no bias, GELU or residual of its own", async () => {
  const { kernels } = await likelihoodOf(createReferenceDevice(), true);
  const times = (name: string) => kernels.filter((k) => k === name).length;
  const layers = tinyConfig.num_hidden_layers;
  for (
    const name of ["add_row", "gelu", "gelu_grad", "token_log_probability_grad"]
  ) assert.equal(times(name), 0, name);
  assert.equal(times("token_log_probability_grad_in_place"), 1);
  assert.equal(times("matmul_nt_bias"), layers);
  assert.equal(times("matmul_nt_bias_gelu"), layers);
  assert.equal(times("matmul_nt_bias_add"), 2 * layers);
  assert.equal(times("matmul_nn_gelu_grad"), layers);
  // Three gradients meet where a layer begins.
  assert.equal(times("add"), 2 * layers);
});

/** A random stack of square layers that share their inputs at random. */
function network(device: Device, graph: Graph, seed: number) {
  const rng = lcg(seed), rows = 1 + rng.below(5), width = 6;
  const pool = [random(device, graph, [rows, width], seed)];
  const weights: Tensor[] = [];
  const unread = new Set(pool);
  const pick = () => {
    const tensor = pool[rng.below(pool.length)]!;
    unread.delete(tensor);
    return tensor;
  };
  const weight = (shape: readonly number[]) => {
    const tensor = random(device, graph, shape, seed + weights.length + 1);
    weights.push(tensor);
    return tensor;
  };
  const operations = [
    () => linear(pick(), weight([width, width]), weight([width])),
    () => linear(pick(), weight([width, width])),
    () => gelu(pick()),
    () => add(pick(), pick()),
    () => square(pick()),
  ];
  for (let i = 0; i < 14; i++) {
    const tensor = operations[rng.below(5)]!();
    pool.push(tensor);
    unread.add(tensor);
  }
  // Whatever the layers are, all of them reach the loss.
  const ends = [...unread].map((tensor) => sum(exp(affine(tensor, 0.01))));
  const loss = ends.reduce(add);
  return { loss, weights, between: pick() };
}

Deno.test("fusing changes no byte of random networks and their gradients", async () => {
  const device = await createWasmDevice({ threads: 1 });
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.nat(100_000), async (seed) => {
      const bytes = [];
      for (const fused of [false, true]) {
        const graph = new Graph();
        const { loss, weights, between } = network(device, graph, seed);
        const gradients = differentiate(loss, weights);
        const results = [loss, between, ...gradients];
        const places = results.map((tensor, i) => {
          const to = place(device, count(tensor));
          // Some are stored, others added to what is there already.
          if (i % 2 === 0) graph.store(tensor, to);
          else accumulate(graph.memory(to, tensor.shape), tensor);
          return to;
        });
        for (const kernel of run(device, graph, fused)) seen.add(kernel);
        bytes.push(
          await Promise.all(places.map((at) => bitsOf(device, at))),
        );
      }
      assert.deepEqual(bytes[1], bytes[0]);
    }),
    { numRuns: 60 },
  );
  device.destroy();
  for (
    const kernel of [
      "matmul_nt_bias",
      "matmul_nt_bias_gelu",
      "matmul_nt_bias_add",
      "matmul_nn_add",
      "matmul_nn_gelu_grad",
      "matmul_tn_add",
    ]
  ) assert.ok(seen.has(kernel), `${kernel} was never tried`);
});

Deno.test("a product is not moved past an update of its weights", () => {
  const device = createReferenceDevice(), graph = new Graph();
  const x = random(device, graph, [2, 4], 1);
  const weight = random(device, graph, [4, 4], 2);
  const bias = random(device, graph, [4], 3);
  const before = device.values(weight.location!.allocation).slice();
  const product = linear(x, weight);
  const flat = (length: number) => random(device, graph, [length], length);
  graph.record(
    adamw,
    [weight, flat(16), flat(16), flat(16), flat(16), flat(1), flat(4)],
    [],
    { n: 16 },
    [0.9, 0.9, 1],
  );
  const y = add(product, linear(x, weight, bias));
  const to = place(device, 8);
  graph.store(y, to);
  const kernels = run(device, graph, true);
  assert.notDeepEqual(device.values(weight.location!.allocation), before);
  assert.equal(kernels[0], "matmul_nt");
  assert.ok(kernels.includes("matmul_nt_bias_add"));
});

Deno.test("a product that is stored is not fused into what follows", () => {
  const device = createReferenceDevice(), graph = new Graph();
  const weight = random(device, graph, [4, 4], 2);
  const bias = random(device, graph, [4], 3);
  const product = linear(random(device, graph, [2, 4], 1), weight, bias);
  const at = place(device, 8);
  graph.store(add(product, random(device, graph, [2, 4], 4)), place(device, 8));
  graph.store(product, at);
  assert.deepEqual(run(device, graph, true), ["matmul_nt_bias", "add"]);
  assert.ok(device.values(at.allocation).every((x) => x !== 0));
});

Deno.test("a row that is added to a reshaped product is not its bias", () => {
  const device = createReferenceDevice(), graph = new Graph();
  const weight = random(device, graph, [4, 4], 2);
  const product = linear(random(device, graph, [2, 4], 1), weight);
  const row = random(device, graph, [2], 3);
  graph.store(addRow(reshape(product, [4, 2]), row), place(device, 8));
  assert.deepEqual(run(device, graph, true), ["matmul_nt", "add_row"]);
});

Deno.test("a product is not added to memory that it is made of", async () => {
  const device = await createWasmDevice({ threads: 1 });
  const outcome = async (fused: boolean, same: boolean) => {
    const graph = new Graph(), x = random(device, graph, [4, 4], 1);
    const weight = random(device, graph, [4, 4], 2);
    const [gradient] = differentiate(sum(linear(x, weight)), [weight]);
    // The same memory, be it the same tensor or not.
    accumulate(same ? x : graph.memory(x.location!, [16]), gradient!);
    const kernels = run(device, graph, fused);
    return { kernels, bits: await bitsOf(device, x.location!) };
  };
  const plain = await outcome(false, true);
  for (const same of [false, true]) {
    const { kernels, bits } = await outcome(true, same);
    assert.deepEqual(bits, plain.bits);
    assert.ok(!kernels.includes("matmul_tn_add"));
  }
  device.destroy();
});
