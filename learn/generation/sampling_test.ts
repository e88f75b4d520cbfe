/**
 * Sampling: the distribution that settings define, on every device; and what is
 * refused.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Device } from "../device/device.ts";
import { Model } from "../models/model.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { roughValues, tinyConfig } from "../testing/tiny.ts";
import { webgpuTest } from "../testing/webgpu.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { createWebGpuDevice } from "../webgpu/device.ts";
import { Generator, type Sampling } from "./generator.ts";
import { settingsOf } from "./sampling.ts";

const devices: [string, typeof webgpuTest, () => Device | Promise<Device>][] = [
  ["the references", Deno.test, createReferenceDevice],
  ["wasm", Deno.test, () => createWasmDevice({ threads: 2 })],
  ["webgpu", webgpuTest, () => createWebGpuDevice()],
];

/** Logits, two of them equal, and what settings make of them. */
const logits = [1, 0.5, 2, 0.5, -1, 1.5, 3], pad = 6;
const distributions: [
  string,
  { temperature: number; topK: number; topP: number },
  readonly number[],
][] = [
  [
    "temperature 1",
    { temperature: 1, topK: 7, topP: 1 },
    [0, 1, 2, 3, 4, 5],
  ],
  [
    "temperature 0.7",
    { temperature: 0.7, topK: 7, topP: 1 },
    [0, 1, 2, 3, 4, 5],
  ],
  // Of the two equal ones, the lower id is kept.
  ["top-k 4", { temperature: 1, topK: 4, topP: 1 }, [0, 1, 2, 5]],
  ["top-k 1", { temperature: 1, topK: 1, topP: 1 }, [2]],
  // 2 and 5 have 0.64 of the probability, with 0 they have 0.78.
  ["top-p 0.75", { temperature: 1, topK: 7, topP: 0.75 }, [0, 2, 5]],
  ["top-p 0.8", { temperature: 1, topK: 7, topP: 0.8 }, [0, 1, 2, 5]],
  ["top-p 0.001", { temperature: 1, topK: 7, topP: 0.001 }, [2]],
  // The ends of what the settings may be.
  ["top-p 2^-126", { temperature: 1, topK: 7, topP: 2 ** -126 }, [2]],
  ["temperature 2^-126", { temperature: 2 ** -126, topK: 7, topP: 1 }, [2]],
  [
    "temperature 2^126",
    { temperature: 2 ** 126, topK: 7, topP: 1 },
    [0, 1, 2, 3, 4, 5],
  ],
  // Of the three best, 2 has 0.51.
  ["top-k 3 and top-p 0.5", { temperature: 1, topK: 3, topP: 0.5 }, [2]],
  [
    "temperature 2, top-k 5, top-p 0.9",
    { temperature: 2, topK: 5, topP: 0.9 },
    [0, 1, 2, 3, 5],
  ],
];

/** Tokens drawn from the logits by the sampler, one a sequence. */
async function draw(
  device: Device,
  { temperature, topK, topP }: (typeof distributions)[number][1],
  count: number,
): Promise<Uint32Array> {
  const width = logits.length;
  const place = (data: Float32Array | Uint32Array) => {
    const dtype = data instanceof Float32Array ? "f32" : "u32";
    const allocation = device.allocate(data.length, dtype);
    device.write(allocation, data);
    return { allocation, offset: 0, length: data.length };
  };
  const operands = [
    place(
      Float32Array.from(
        { length: count * width },
        (_, i) => logits[i % width]!,
      ),
    ),
    place(Uint32Array.from({ length: count }, (_, r) => 2 * r)),
    place(Uint32Array.of(11, 12, topK)),
    place(Float32Array.of(temperature, topP)),
    place(Uint32Array.from({ length: count }, (_, r) => r)),
    place(new Uint32Array(count)),
    place(new Uint32Array(2 * count)),
    place(new Float32Array(2 * count)),
  ];
  device.load([{
    kernel: "sample_token",
    operands,
    dims: [count, count, width, 2, 99, pad, topK < width || topP < 1 ? 1 : 0],
    constants: [],
  }]).run();
  const tokens = await device.read(operands[6]!.allocation);
  return Uint32Array.from({ length: count }, (_, r) => tokens[2 * r + 1]!);
}

for (const [name, test, open] of devices) {
  test(`the sampler on ${name} follows the truncated softmax`, async () => {
    // Simulated GPUs are slow.
    const device = await open(), count = name === "webgpu" ? 500 : 4000;
    for (const [what, settings, kept] of distributions) {
      const tokens = await draw(device, settings, count);
      const weights = kept.map((v) =>
        Math.exp((logits[v]! - 2) / settings.temperature)
      );
      const total = weights.reduce((a, b) => a + b, 0);
      // Pearson's statistic, whose mean is the degrees of freedom and whose
      // variance is twice that.
      let statistic = 0, drawn = 0;
      kept.forEach((v, i) => {
        const expected = count * weights[i]! / total;
        const seen = tokens.filter((token) => token === v).length;
        statistic += (seen - expected) ** 2 / expected;
        drawn += seen;
      });
      assert.equal(drawn, count, `${what}: tokens that were not kept`);
      const freedom = kept.length - 1;
      assert.ok(
        statistic <= freedom + 4 * Math.sqrt(2 * freedom),
        `${what}: statistic ${statistic} with ${freedom} degrees of freedom`,
      );
    }
    device.destroy();
  });
}

function openModel(device: Device = createReferenceDevice()): Model {
  const model = new Model(device, tinyConfig, "policy", new Float32Array(0));
  model.values.write(roughValues(model.layout.length, 3));
  return model;
}

const greedy: Sampling = { temperature: 0, seed: 0 };

Deno.test("generate() takes the arg-max where one token is kept", async () => {
  const generator = new Generator(openModel(), 3, 8);
  const prompts = [[2, 3], [4], [5, 6, 2, 3], [3, 3]];
  const expected = await generator.generate(prompts, greedy);
  for (
    const kept of [
      { topK: 1 },
      { topP: 1e-6 },
      { topP: 1e-300 },
      { temperature: 1e-300 },
    ]
  ) {
    const sampling = { temperature: 1, seed: 3, ...kept };
    assert.deepEqual(await generator.generate(prompts, sampling), expected);
  }
  const free = await generator.generate(prompts, { temperature: 1, seed: 3 });
  assert.notDeepEqual(free, expected);
});

Deno.test("settings stay what they are in float32, and seeds have 53 bits", () => {
  const of = (sampling: Partial<Sampling>) =>
    settingsOf({ temperature: 1, seed: 0, ...sampling }, tinyConfig);
  assert.deepEqual([...of({ temperature: 0 }).setting], [0, 1]);
  for (const extreme of [Number.MIN_VALUE, 1e-40, 1e39, Number.MAX_VALUE]) {
    const [temperature] = of({ temperature: extreme }).setting;
    assert.ok(temperature! > 0 && temperature! < Infinity, `${extreme}`);
  }
  assert.ok(of({ topP: Number.MIN_VALUE }).setting[1]! > 0);
  assert.deepEqual([...of({ seed: 2 ** 53 - 1, topK: 2 ** 40 }).draw], [
    0xffffffff,
    0x1fffff,
    tinyConfig.vocab_size,
  ]);
});

for (const [name, test, open] of devices) {
  test(`generate() on ${name} refuses logits that are not finite`, async () => {
    const model = openModel(await open());
    const values = roughValues(model.layout.length, 3);
    const at = model.layout.offsets.get("gpt_neox.final_layer_norm.bias")!;
    const generator = new Generator(model, 2, 8);
    for (const damage of [NaN, Infinity]) {
      model.values.write(values.with(at, damage));
      await assert.rejects(
        generator.generate([[2, 3], [4], [5]], { temperature: 1, seed: 1 }),
        /response to prompt \d: the model's logits are not finite numbers/,
      );
    }
    // The generator itself is whole again.
    model.values.write(values);
    const [response] = await generator.generate([[2, 3]], greedy);
    assert.ok(response!.tokens.length > 0);
    model.device.destroy();
  });
}

const refusals: [string, number[][], Partial<Sampling>, RegExp][] = [
  [
    "an empty prompt",
    [[2], []],
    {},
    /prompt of 0 tokens in a context of 3: prompt 1 must have from 1 to 2/,
  ],
  ["a prompt without room", [[2, 3, 4]], {}, /prompt of 3 tokens in a context/],
  [
    "an id outside of the vocabulary",
    [[2], [7]],
    {},
    /prompt 1: token "7" is not in the vocabulary of 7/,
  ],
  ["a fraction of an id", [[2.5]], {}, /prompt 0: token "2.5" is not in/],
  ["top-k 0", [[2]], { topK: 0 }, /top-k "0": give a whole number/],
  ["a fraction as top-k", [[2]], { topK: 1.5 }, /top-k "1.5"/],
  ["top-p 0", [[2]], { topP: 0 }, /top-p "0": give a share above 0/],
  ["top-p above 1", [[2]], { topP: 1.01 }, /top-p "1.01"/],
  ["a negative temperature", [[2]], { temperature: -1 }, /temperature "-1"/],
  ["a temperature that is no number", [[2]], { temperature: NaN }, /"NaN"/],
  ["a negative seed", [[2]], { seed: -1 }, /seed "-1": give a whole number/],
  ["a negative first sequence", [[2]], { first: -1 }, /sequence "-1"/],
];

for (const [what, prompts, changed, message] of refusals) {
  Deno.test(`generate() refuses ${what}`, async () => {
    const generator = new Generator(openModel(), 2, 3);
    await assert.rejects(
      generator.generate(prompts, { ...greedy, ...changed }),
      (error) => error instanceof RangeError && message.test(error.message),
    );
  });
}

Deno.test("generate() refuses to run twice at once, no batch, and more than positions", async () => {
  const model = openModel();
  const generator = new Generator(model, 2, 4);
  const first = generator.generate([[2]], greedy);
  await assert.rejects(generator.generate([[3]], greedy), /still generates/);
  assert.equal((await first).length, 1);
  assert.deepEqual(await generator.generate([], greedy), []);
  assert.throws(() => new Generator(model, 2, 9), /the model has 8 positions/);
  assert.throws(() => new Generator(model, 0, 8), /in batches of "0": give a/);
});
