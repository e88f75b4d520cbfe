/**
 * The program that measures this project's engine: one process, one device, one
 * model.
 *
 * @module
 */

import type { Device, Location } from "../../learn/device/device.ts";
import { pack } from "../../learn/data/sequence.ts";
import { Generator } from "../../learn/generation/generator.ts";
import { Model } from "../../learn/models/model.ts";
import {
  crossEntropyWeights,
  likelihood,
  sequenceData,
} from "../../learn/objectives/likelihood.ts";
import { Scorer } from "../../learn/scoring/scorer.ts";
import { Trainer } from "../../learn/training/trainer.ts";
import { openDevice } from "../../stages/learning/device.ts";
import { countBuffers } from "./buffers.ts";
import { peakMemory, type Result } from "./result.ts";
import { type Effort, readWork } from "./work.ts";

/** Milliseconds that some work takes, several times; once before to warm up. */
async function repeat(
  { least, most, seconds }: Effort,
  work: () => Promise<unknown>,
): Promise<number[]> {
  await work();
  const times: number[] = [];
  const begin = performance.now();
  while (
    times.length < least ||
    times.length < most && performance.now() - begin < 1000 * seconds
  ) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times;
}

/**
 * The best rate of a step over fresh memory, in units a second. Runs are
 * repeated within one submission, so that waiting for the device counts little.
 */
async function bestRate(
  device: Device,
  kernel: string,
  lengths: readonly number[],
  dims: readonly number[],
  units: number,
): Promise<number> {
  const operands = lengths.map((length): Location => {
    const allocation = device.allocate(length);
    const values = new Float32Array(length);
    for (let i = 0; i < length; i++) values[i] = i % 17 - 8;
    device.write(allocation, values);
    return { allocation, offset: 0, length };
  });
  const program = device.load([{ kernel, operands, dims, constants: [] }]);
  const probe = device.allocate(64);
  const time = async (times: number) => {
    await device.read(probe, 0, 1);
    const start = performance.now();
    program.run(times);
    await device.read(probe, 0, 1);
    return (performance.now() - start) / 1000;
  };
  // The engine compiles a function better once it has run for a while.
  let times = 1;
  while (await time(times) < 0.2 && times < 4096) times *= 2;
  let best = Infinity;
  for (let i = 0; i < 5; i++) best = Math.min(best, await time(times));
  program.free();
  probe.free();
  for (const { allocation } of operands) allocation.free();
  return units * times / best;
}

/** The layouts of matrix products, with the lengths of their operands. */
const layouts = ["matmul_nn", "matmul_nt", "matmul_tn"];

/** Measures one model on one device. */
export async function measureOwn(
  folder: string,
  kind: "wasm" | "webgpu",
  threads: number,
): Promise<Result> {
  const buffers = countBuffers();
  const { work, weights, sequences } = readWork(folder);
  const { shape, config, effort, parts } = work;
  const { batch, time } = shape;
  using device = await openDevice({ device: kind, threads });
  const model = new Model(device, config, "policy", weights);
  const trainer = new Trainer(
    model,
    likelihood(model, batch, time),
    work.optimiser,
  );
  const packed = pack(sequences, batch, time);
  const data = {
    ...sequenceData(packed),
    weights: crossEntropyWeights(packed),
  };
  const losses: number[] = [];
  const train = async (steps: number) => {
    for (let i = 0; i < steps; i++) trainer.step(data, work.rate);
    return (await trainer.read()).map(({ loss }) => loss);
  };
  losses.push(...await train(1));
  const firstStepAt = Date.now();
  losses.push(...await train(2));
  const many = await repeat(effort, () => train(shape.steps));
  const memory = peakMemory();
  const deviceMemory = kind === "webgpu" ? buffers.peak() : null;
  trainer.free();
  const result = {
    library: "juice",
    device: device.description,
    threads: kind === "wasm" ? threads : null,
    firstStepAt,
    losses,
    step: many.map((ms) => ms / shape.steps),
    memory,
    deviceMemory,
  };
  const more: { -readonly [K in keyof Result]?: Result[K] } = {};
  if (parts.includes("score")) {
    const scorer = new Scorer(model, batch, time);
    more.score = await repeat(effort, () => scorer.score(sequences));
    scorer.free();
  }
  if (parts.includes("generate")) {
    const { batch: rows, prompt, length } = shape.generation;
    const generator = new Generator(model, rows, length);
    const prompts = Array.from(
      { length: rows },
      (_, i) => sequences[i % batch]!.response.slice(0, prompt),
    );
    more.generate = await repeat(
      effort,
      () => generator.generate(prompts, { temperature: 1, seed: 1 }),
    );
    generator.free();
  }
  model.free();
  if (parts.includes("product")) {
    const products: Record<string, number> = {};
    for (const n of work.products) {
      let best = 0;
      for (const kernel of layouts) {
        const square = [n * n, n * n, n * n];
        const rate = await bestRate(
          device,
          kernel,
          square,
          [n, n, n],
          2 * n ** 3,
        );
        best = Math.max(best, rate / 1e9);
      }
      products[n] = best;
    }
    more.products = products;
    const length = kind === "wasm" ? 2 ** 23 : 2 ** 25;
    const rate = await bestRate(
      device,
      "copy",
      [length, length],
      [length],
      8 * length,
    );
    more.bandwidth = rate / 1e9;
  }
  return { ...result, ...more };
}
