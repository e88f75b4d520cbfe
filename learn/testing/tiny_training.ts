/**
 * Training of the tiny model, for comparing ways to do it.
 *
 * @module
 */

import type { Device } from "../device/device.ts";
import type { Config } from "../models/gpt_neox.ts";
import { Model } from "../models/model.ts";
import { likelihood } from "../objectives/likelihood.ts";
import type { Data } from "../objectives/objective.ts";
import { adamWDefaults, type AdamWSettings } from "../training/optimiser.ts";
import type { StepReport } from "../training/reports.ts";
import { Trainer, type TrainerOptions } from "../training/trainer.ts";
import { lcg, tinyConfig, tinyData } from "./tiny.ts";

/** A batch of 12 sequences, as a whole or cut into equal parts. */
export function parts(count: number): Data[] {
  const time = 7, rows = 12 / count;
  const whole = tinyData(12, time, lcg(5));
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(
      Object.entries(whole).map(([name, values]) => [
        name,
        values.slice(i * rows * time, (i + 1) * rows * time),
      ]),
    ));
}

/** No gradient is clipped: shards add up its norm in another order. */
export const settings: AdamWSettings = { ...adamWDefaults, clip: 100 };

/** How to train. */
export interface Way extends TrainerOptions {
  readonly steps?: number;
  readonly config?: Config;
  readonly optimiser?: AdamWSettings;
}

/** What training gives. */
export interface Outcome {
  readonly reports: readonly StepReport[];
  /** The bits of weights and moments. */
  readonly values: readonly Uint32Array[];
}

/** Some steps in as many micro-steps: reports, weights and moments. */
export async function train(
  device: Device,
  microSteps: number,
  { steps = 6, config = tinyConfig, optimiser = settings, ...options }: Way =
    {},
): Promise<Outcome> {
  const model = Model.initialise(device, config, "policy", lcg(1));
  const objective = likelihood(model, 12 / microSteps, 7);
  const trainer = new Trainer(model, objective, optimiser, {
    ...options,
    accumulate: microSteps,
  });
  const data = parts(microSteps), reports: StepReport[] = [];
  for (let step = 0; step < steps; step++) {
    trainer.step(data, 1e-2);
    if (trainer.full) reports.push(...await trainer.read());
  }
  reports.push(...await trainer.read());
  const values = await Promise.all(
    Object.values(trainer.memory).map((flat) => flat.read()),
  );
  trainer.free();
  model.free();
  device.destroy();
  return {
    reports,
    values: values.map(({ buffer }) => new Uint32Array(buffer)),
  };
}
