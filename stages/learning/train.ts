/**
 * The loop that all training stages share: steps, learning rate, curves,
 * progress.
 *
 * @module
 */

import type { Model } from "../../learn/models/model.ts";
import { adamWDefaults } from "../../learn/training/optimiser.ts";
import { rateAt } from "../../learn/training/schedule.ts";
import {
  type BuildObjective,
  type StepReport,
  Trainer,
} from "../../learn/training/trainer.ts";
import type { Curves } from "../curves.ts";
import type { Training } from "./settings.ts";

type Data = Readonly<Record<string, Float32Array | Uint32Array>>;

/** What the loop reports to: the part of a stage's context that it uses. */
export interface Watcher {
  progress(done: number, total: number, unit?: string): void;
  metric(name: string, value: number): void;
}

/** A watched number's name in curves, and its unit. */
export type Units = Readonly<Record<string, string>>;

/** Learning curves while they grow. */
export class CurveBook {
  readonly #points = new Map<string, [number, number][]>();

  constructor(readonly units: Units) {}

  /** Adds a point; only series with a unit are kept. */
  add(name: string, step: number, value: number): void {
    if (!(name in this.units)) return;
    const points = this.#points.get(name) ?? [];
    points.push([step, value]);
    this.#points.set(name, points);
  }

  /** The curves, thinned to at most `limit` points each by averaging. */
  curves(limit = 200): Curves {
    return {
      version: 1,
      series: Object.entries(this.units).map(([name, unit]) => ({
        name,
        unit,
        points: thin(this.#points.get(name) ?? [], limit),
      })),
    };
  }
}

/** Means of equal runs of points; a run stands at its last step. */
function thin(points: [number, number][], limit: number): [number, number][] {
  const run = Math.ceil(points.length / limit);
  if (run <= 1) return points;
  const result: [number, number][] = [];
  for (let from = 0; from < points.length; from += run) {
    const part = points.slice(from, from + run);
    const sum = part.reduce((total, [, value]) => total + value, 0);
    result.push([part[part.length - 1]![0], sum / part.length]);
  }
  return result;
}

/** Writes curves to a stage's output. */
export function writeCurves(path: string, curves: Curves): void {
  Deno.writeTextFileSync(path, JSON.stringify(curves) + "\n");
}

/**
 * Trains a model.
 *
 * @param next Gives a step's data, in order of steps; it may look at the model.
 * @param units What to keep as curves, beside the loss and the gradient norm.
 * @throws {DivergedError} Where the loss or the gradient is no finite number.
 */
export async function train(
  model: Model,
  build: BuildObjective,
  settings: Training,
  next: (step: number, book: CurveBook) => Data | Promise<Data>,
  watcher: Watcher,
  units: Units,
): Promise<Curves> {
  const { decay, clip, steps } = settings;
  const trainer = new Trainer(model, build, { ...adamWDefaults, decay, clip });
  const book = new CurveBook({ ...units, "gradient norm": "before clipping" });
  let last: StepReport | undefined;
  const read = async () => {
    for (const report of await trainer.read()) {
      last = report;
      book.add("loss", report.step, report.loss);
      book.add("gradient norm", report.step, report.gradientNorm);
      for (const [name, value] of Object.entries(report.watched)) {
        book.add(name, report.step, value);
      }
    }
    watcher.progress(trainer.steps, steps, "steps");
  };
  for (let step = 0; step < steps; step++) {
    trainer.step(await next(step, book), rateAt(settings, step));
    if (trainer.full) await read();
  }
  await read();
  if (last) watcher.metric("final_loss", last.loss);
  trainer.free();
  return book.curves();
}
