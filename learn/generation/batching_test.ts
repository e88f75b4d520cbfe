/**
 * Continuous batches: sequences that have ended take no further work, and
 * memory is given back.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Device, Executable, Step } from "../device/device.ts";
import { Scorer } from "../scoring/scorer.ts";
import { config, openModel, somePrompts } from "../testing/generation.ts";
import { webgpuTest } from "../testing/webgpu.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { createWebGpuDevice } from "../webgpu/device.ts";
import { Generator } from "./generator.ts";

const sampling = { temperature: 1, seed: 7 };

/** A device some of whose methods are others. */
function changed(device: Device, methods: Partial<Device>): Device {
  return new Proxy(device, {
    get(target, name) {
      if (name in methods) return methods[name as keyof Device];
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** A device that adds up the rows that its samplers run over. */
function countingRows(device: Device): { device: Device; rows: () => number } {
  let rows = 0;
  const load = (steps: readonly Step[]): Executable => {
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
  return { device: changed(device, { load }), rows: () => rows };
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

Deno.test("prefill computes keys and values and nothing else", async () => {
  const wasm = await createWasmDevice({ threads: 1 });
  const programs: string[][] = [];
  const device = changed(wasm, {
    load(steps) {
      programs.push(steps.map(({ kernel }) => kernel));
      return wasm.load(steps);
    },
  });
  const model = openModel(device), layers = model.config.num_hidden_layers;
  await new Generator(model, 2, 40).generate([[2, 3], [4]], sampling);
  const [prefill, decode] = programs as [string[], string[]];
  const times = (program: string[], kernel: string) =>
    program.filter((name) => name === kernel).length;
  // Nobody reads what the last layer would make of its keys and values.
  assert.equal(times(prefill, "append_cache"), 2 * layers);
  assert.equal(times(prefill, "attention_cached"), layers - 1);
  assert.equal(times(prefill, "sample_token"), 0);
  assert.equal(times(decode, "attention_cached"), layers);
  assert.equal(times(decode, "sample_token"), 1);
  const products = (program: string[]) =>
    program.filter((name) => name.startsWith("matmul")).length;
  // Two of the feed-forward part, one after attention, and the logits.
  assert.equal(products(prefill), products(decode) - 4);
  device.destroy();
});

webgpuTest(
  "generate() on webgpu goes on over many submissions, with prompts that wait",
  async () => {
    const device = await createWebGpuDevice({ poison: true });
    const model = openModel(device), capacity = 40;
    const generator = new Generator(model, 5, capacity);
    const prompts = [...somePrompts(12, 9), new Array<number>(39).fill(0), [1]];
    const responses = await generator.generate(prompts, sampling);
    const scores = await new Scorer(model, 7, capacity - 1).score(
      responses.map(({ tokens }, i) => ({
        prompt: prompts[i]!,
        response: tokens,
      })),
    );
    responses.forEach(({ tokens, logProbability, ended }, i) => {
      assert.ok(!tokens.includes(config.pad_token_id));
      const end = tokens.indexOf(config.eos_token_id);
      const room = capacity - prompts[i]!.length;
      assert.equal(ended, end >= 0);
      assert.equal(tokens.length, ended ? end + 1 : room);
      // With keys of another sequence it would be another one.
      assert.ok(Math.abs(logProbability - scores[i]!) < 1e-3);
    });
    const lengths = responses.map(({ tokens }) => tokens.length);
    assert.ok(Math.max(...lengths) > 24 && Math.min(...lengths) < 8);
    assert.deepEqual(await generator.generate(prompts, sampling), responses);
    device.destroy();
  },
);

Deno.test("programs of fewer rows use the temporaries of those of more", async () => {
  const wasm = await createWasmDevice({ threads: 1, poison: true });
  let floats = 0, programs = 0;
  const device = changed(wasm, {
    allocate(length, dtype) {
      if (dtype !== "u32") floats++;
      return wasm.allocate(length, dtype);
    },
    load(steps) {
      programs++;
      return wasm.load(steps);
    },
  });
  const generator = new Generator(openModel(device), 32, 40);
  const expected = await generator.generate(somePrompts(64, 19), sampling);
  const before = [floats, programs] as const;
  for (const count of [1, 5, 13]) {
    const responses = await generator.generate(
      somePrompts(count, 19),
      sampling,
    );
    assert.deepEqual(responses, expected.slice(0, count));
  }
  assert.ok(programs > before[1]);
  assert.equal(floats, before[0]);
  wasm.destroy();
});

Deno.test("free() gives back the memory of all programs", async () => {
  const device = await createWasmDevice({ threads: 1 });
  let live = 0;
  const counted = <T extends { free(): void }>(made: T): T => {
    const free = made.free.bind(made);
    made.free = () => {
      live--;
      free();
    };
    live++;
    return made;
  };
  const counting = changed(device, {
    allocate: (...given) => counted(device.allocate(...given)),
    load: (...given) => counted(device.load(...given)),
  });
  const model = openModel(counting), before = live;
  const generator = new Generator(model, 7, 40);
  await generator.generate(somePrompts(20, 15), sampling);
  await generator.generate(somePrompts(3, 16), { ...sampling, topK: 4 });
  assert.ok(live > before + 20, `${live} allocations and programs`);
  generator.free();
  assert.equal(live, before);
  device.destroy();
});
