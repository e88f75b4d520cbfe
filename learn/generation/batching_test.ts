/**
 * What continuous batching must not change: on `wasm` a response depends on the
 * weights, the prompt, the seed and its sequence's number alone, to the bit; and
 * sequences that have ended take no further work.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Device, Step } from "../device/device.ts";
import { Graph, reshape, type Tensor } from "../graph/graph.ts";
import { compile } from "../graph/plan.ts";
import { appendCache, attentionCached } from "../kernels/decode.ts";
import { drawUniform, pick } from "../kernels/sample.ts";
import { decoder } from "../models/gpt_neox.ts";
import { Model } from "../models/model.ts";
import { lcg, roughValues, tinyConfig } from "../testing/tiny.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { Generator, type Response } from "./generator.ts";

const config = {
  ...tinyConfig,
  vocab_size: 33,
  // No multiple of a vector or of a tile.
  hidden_size: 20,
  intermediate_size: 44,
  max_position_embeddings: 40,
};

function openModel(device: Device): Model {
  const model = new Model(device, config, "policy", new Float32Array(0));
  model.values.write(roughValues(model.layout.length, 3));
  return model;
}

/** Prompts of 1 to 30 tokens, none of which is padding or the end. */
function somePrompts(count: number, seed: number, most = 30): number[][] {
  const rng = lcg(seed);
  return Array.from({ length: count }, () =>
    Array.from(
      { length: 1 + rng.below(most) },
      () => 2 + rng.below(config.vocab_size - 2),
    ));
}

/** Each prompt's response when it is alone. */
async function alone(
  model: Model,
  prompts: readonly number[][],
  sampling: { temperature: number; seed: number },
): Promise<Response[]> {
  const generator = new Generator(model, 1, 40);
  const responses = [];
  for (const [first, prompt] of prompts.entries()) {
    const [own] = await generator.generate([prompt], { ...sampling, first });
    responses.push(own!);
  }
  generator.free();
  return responses;
}

const sampling = { temperature: 1, seed: 7 };

Deno.test("generate() gives the same bytes in any batches, on 1 and 2 threads", async () => {
  const prompts = somePrompts(24, 5);
  const devices = await Promise.all(
    [1, 2].map((threads) => createWasmDevice({ threads })),
  );
  const models = devices.map(openModel);
  const expected = await alone(models[0]!, prompts, sampling);
  assert.ok(new Set(expected.map(({ tokens }) => tokens.length)).size > 4);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...models),
      fc.integer({ min: 1, max: 26 }),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 1, max: 24 }),
      async (model, batch, from, count) => {
        const generator = new Generator(model, batch, 40);
        const part = prompts.slice(from, from + count);
        // Whatever the slots held before.
        await generator.generate(somePrompts(3, batch), sampling);
        const responses = await generator.generate(part, {
          ...sampling,
          first: from,
        });
        assert.deepEqual(responses, expected.slice(from, from + count));
        generator.free();
      },
    ),
    { seed: 1, numRuns: 24 },
  );
  for (const device of devices) device.destroy();
});

Deno.test("generate() gives the same bytes whatever else is generated, in any order", async () => {
  const device = await createWasmDevice({ threads: 2 });
  const model = openModel(device);
  const prompts = somePrompts(10, 6);
  const generator = new Generator(model, 4, 40);
  // The same prompt for all sequences but one, at any place among them.
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 9 }),
      fc.shuffledSubarray([...prompts.keys()], { minLength: 10 }),
      async (place, order) => {
        const mixed = order.map((i) => prompts[i]!);
        const responses = await generator.generate(mixed, sampling);
        const filler = prompts.map(() => mixed[(place + 1) % 10]!);
        filler[place] = mixed[place]!;
        const again = await generator.generate(filler, sampling);
        assert.deepEqual(again[place], responses[place]);
      },
    ),
    { seed: 2, numRuns: 8 },
  );
  device.destroy();
});

Deno.test("generate() gives the same tokens in any capacity, as far as it reaches", async () => {
  const device = await createWasmDevice({ threads: 1 });
  const model = openModel(device);
  const prompts = somePrompts(9, 8, 6);
  const long = await new Generator(model, 3, 40).generate(prompts, sampling);
  for (const capacity of [7, 8, 20, 33]) {
    const generator = new Generator(model, 5, capacity);
    const short = await generator.generate(prompts, sampling);
    generator.free();
    short.forEach(({ tokens, ended, logProbability }, i) => {
      const most = capacity - prompts[i]!.length;
      assert.deepEqual(tokens, long[i]!.tokens.slice(0, most));
      if (ended) assert.equal(logProbability, long[i]!.logProbability);
    });
  }
  device.destroy();
});

/** One sequence, one token at a time through the same kernels. */
async function decodePlainly(
  model: Model,
  prompt: readonly number[],
  capacity: number,
  sequence: number,
): Promise<Pick<Response, "tokens" | "ended">> {
  const { device } = model;
  const graph = new Graph();
  const take = (length: number, dtype: "f32" | "u32", shape = [length]) => {
    const allocation = device.allocate(length, dtype);
    const tensor = graph.memory({ allocation, offset: 0, length }, shape);
    return { allocation, tensor };
  };
  const { hidden_size: width, num_attention_heads: heads } = config;
  const id = take(1, "u32"), cell = take(1, "u32");
  const append = (row: Tensor) => {
    const { tensor } = take(capacity * width, "f32");
    graph.record(appendCache, [row, cell.tensor, tensor], [], {
      rows: 1,
      cells: capacity,
      width,
    });
    return tensor;
  };
  const weights = model.weights(graph);
  const hidden = decoder(
    config,
    weights,
    id.tensor,
    model.rotary(graph, cell.tensor),
    (_layer, q, k, v) =>
      graph.record(
        attentionCached,
        [q, append(k), append(v), cell.tensor],
        [[1, width]],
        { rows: 1, slots: 1, capacity, heads, size: width / heads },
        [1 / Math.sqrt(width / heads)],
      )[0]!,
  );
  const logits = device.allocate(config.vocab_size);
  graph.store(
    reshape(model.logits(weights, hidden), [config.vocab_size]),
    { allocation: logits, offset: 0, length: config.vocab_size },
  );
  const program = compile(device, graph);
  const tokens = [...prompt];
  for (let t = 0; t + 1 < capacity; t++) {
    device.write(id.allocation, Uint32Array.of(tokens[t]!));
    device.write(cell.allocation, Uint32Array.of(t));
    program.run();
    if (t + 1 < prompt.length) continue;
    const row = Float64Array.from(await device.read(logits));
    const ids = [...row.keys()].filter((v) => v !== config.pad_token_id);
    const u = drawUniform(t + 1, sequence, sampling.seed, 0);
    tokens.push(pick(row, ids, sampling.temperature, u));
    if (tokens[t + 1] === config.eos_token_id) break;
  }
  const response = tokens.slice(prompt.length);
  return {
    tokens: response,
    ended: response.at(-1) === config.eos_token_id,
  };
}

Deno.test("prefill and continuous batches give what plain decoding gives", async () => {
  const device = await createWasmDevice({ threads: 2 });
  const model = openModel(device);
  const prompts = somePrompts(12, 9);
  const generator = new Generator(model, 5, 40);
  const responses = await generator.generate(prompts, sampling);
  for (const [i, { tokens, ended }] of responses.entries()) {
    const plain = await decodePlainly(model, prompts[i]!, 40, i);
    assert.deepEqual({ tokens, ended }, plain, `sequence ${i}`);
  }
  device.destroy();
});

/** A device that adds up the rows that its samplers run over. */
function countingRows(device: Device): { device: Device; rows: () => number } {
  let rows = 0;
  const load = (steps: readonly Step[]) => {
    const program = device.load(steps);
    const own = steps.find(({ kernel }) => kernel === "sample_token");
    return {
      run(times = 1) {
        rows += times * (own?.dims[0] ?? 0);
        program.run(times);
      },
      free: () => program.free(),
    };
  };
  const counting = new Proxy(device, {
    get(target, name) {
      if (name === "load") return load;
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { device: counting, rows: () => rows };
}

Deno.test("generate() takes no work for sequences that have ended", async () => {
  const wasm = await createWasmDevice({ threads: 1 });
  const { device, rows } = countingRows(wasm);
  const model = openModel(device);
  const generator = new Generator(model, 64, 40);
  // Prompts that leave room for one token, and a single one that leaves 39.
  const prompts = Array.from(
    { length: 64 },
    (_, i) => i === 20 ? [2] : new Array<number>(39).fill(3),
  );
  const responses = await generator.generate(prompts, {
    temperature: 0,
    seed: 1,
  });
  assert.equal(rows(), 64 + responses[20]!.tokens.length - 1);
  device.destroy();
});

Deno.test("generate() gives the places of ended sequences to waiting prompts", async () => {
  const wasm = await createWasmDevice({ threads: 1 });
  const { device, rows } = countingRows(wasm);
  const model = openModel(device);
  const generator = new Generator(model, 16, 40);
  const prompts = somePrompts(96, 11);
  const responses = await generator.generate(prompts, sampling);
  const needed = responses.reduce((n, { tokens }) => n + tokens.length, 0);
  // Programs have up to a third more rows than there are live sequences.
  assert.ok(rows() >= needed && rows() < 4 / 3 * needed, `${rows()} rows`);
  device.destroy();
});
