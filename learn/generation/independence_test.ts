/**
 * What a response depends on: on `wasm` the weights, the prompt, the seed and
 * its sequence's number alone, to the bit.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Model } from "../models/model.ts";
import {
  decodePlainly,
  openModel,
  somePrompts,
} from "../testing/generation.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { Generator, type Response, type Sampling } from "./generator.ts";

/** Each prompt's response when it is alone. */
async function alone(
  model: Model,
  prompts: readonly number[][],
  sampling: Sampling,
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

Deno.test("prefill and continuous batches give what plain decoding gives", async () => {
  const device = await createWasmDevice({ threads: 2 });
  const model = openModel(device);
  // Some have no room for more than a token, some hold padding or the end.
  const prompts = [
    ...somePrompts(12, 9),
    somePrompts(1, 17)[0]!.concat(somePrompts(1, 18, 1)[0]!, [0, 1, 0, 1]),
    new Array<number>(39).fill(0),
    new Array<number>(38).fill(1),
    [1],
  ];
  const generator = new Generator(model, 5, 40);
  const responses = await generator.generate(prompts, sampling);
  for (const [i, { tokens, ended }] of responses.entries()) {
    const plain = await decodePlainly(
      model,
      prompts[i]!,
      40,
      i,
      sampling,
    );
    assert.deepEqual({ tokens, ended }, plain, `sequence ${i}`);
  }
  device.destroy();
});

Deno.test("generate() reads no memory that was freed or never written", async () => {
  const prompts = somePrompts(20, 13);
  const [plain, poisoned] = await Promise.all([false, true].map(
    async (poison) => {
      const device = await createWasmDevice({ threads: 2, poison });
      const generator = new Generator(openModel(device), 6, 40);
      await generator.generate(somePrompts(9, 14), sampling);
      const responses = await generator.generate(prompts, {
        ...sampling,
        topK: 20,
        topP: 0.95,
      });
      device.destroy();
      return responses;
    },
  ));
  assert.deepEqual(poisoned, plain);
});
