/**
 * The program that measures this project's engine: one process, one device, one
 * model.
 *
 * @module
 */

import {
  type DeviceContext,
  openDevice,
} from "../../stages/learning/device.ts";
import { countBuffers } from "./buffers.ts";
import { Built } from "./build.ts";
import { bestProduct, copyBandwidth } from "./rates.ts";
import { peakMemory, type Result } from "./result.ts";
import type { Effort } from "./work.ts";

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

/** Measures one model on one device. */
export async function measureOwn(
  folder: string,
  context: DeviceContext,
): Promise<Result> {
  const buffers = countBuffers();
  using device = await openDevice(context);
  const built = new Built(device, folder);
  const { shape, effort, parts, products: sizes } = built.work;
  const training = built.step();
  const losses = await training.train(1);
  const firstStepAt = Date.now();
  losses.push(...await training.train(2));
  const many = await repeat(effort, training.run);
  const memory = peakMemory();
  const deviceMemory = device.kind === "webgpu" ? buffers.peak() : null;
  training.free();
  const measure = async (part: "score" | "generate") => {
    if (!parts.includes(part)) return {};
    const work = built[part]();
    const times = await repeat(effort, work.run);
    work.free();
    return { [part]: times };
  };
  const score = await measure("score"), generate = await measure("generate");
  built.model.free();
  const products: Record<string, number> = {};
  if (parts.includes("product")) {
    for (const n of sizes) products[n] = await bestProduct(device, n, effort);
  }
  return {
    library: "juice",
    device: device.description,
    threads: device.kind === "wasm" ? context.threads : null,
    firstStepAt,
    losses,
    step: many.map((ms) => ms / shape.steps),
    memory,
    deviceMemory,
    ...score,
    ...generate,
    ...(parts.includes("product")
      ? { products, bandwidth: await copyBandwidth(device, effort) }
      : {}),
  };
}
