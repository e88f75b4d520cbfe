/**
 * A program that trains the tiny model on `wasm` and prints, as JSON, how much
 * memory was in use on the way. It runs in a process of its own,
 * so that nothing else moves the figures:
 *
 *     deno run -A --v8-flags=--expose-gc learn/testing/steady.ts
 *
 * @module
 */

import { Model } from "../models/model.ts";
import { likelihood } from "../objectives/likelihood.ts";
import { Trainer } from "../training/trainer.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { lcg, tinyConfig, tinyData } from "./tiny.ts";

/** What the program prints. */
export interface Steady {
  /** The device's memory after the first step, and after the last. */
  readonly device: readonly [first: unknown, last: unknown];
  /** Live bytes on the host's heap, 500 steps apart. */
  readonly host: readonly [early: number, last: number];
}

/** By then the engine has compiled what runs often, and keeps the code. */
const warm = 1000;
const steps = warm + 500;

async function measure(): Promise<Steady> {
  const collect = (globalThis as unknown as { gc(): void }).gc;
  const device = await createWasmDevice({ threads: 2 });
  const model = Model.initialise(device, tinyConfig, "policy", lcg(1));
  const trainer = new Trainer(model, likelihood(model, 3, 7));
  const data = tinyData(3, 7, lcg(2));
  let first: unknown, early = 0;
  const live = () => {
    // What one collection finalises, the next one frees.
    for (let i = 0; i < 3; i++) collect();
    const { heapUsed, external } = Deno.memoryUsage();
    return heapUsed + external;
  };
  for (let step = 0; step < steps; step++) {
    trainer.step(data, 1e-3);
    if (step === 0) first = device.usage;
    if (trainer.full) await trainer.read();
    if (step === warm) early = live();
  }
  const result: Steady = {
    device: [first, device.usage],
    host: [early, live()],
  };
  device.destroy();
  return result;
}

if (import.meta.main) console.log(JSON.stringify(await measure()));
