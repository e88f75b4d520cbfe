/**
 * The loop that all training stages share: steps, learning rate, curves,
 * progress.
 *
 * @module
 */

import type { Model } from "../../learn/models/model.ts";
import type { BuildObjective, Data } from "../../learn/objectives/objective.ts";
import { adamWDefaults } from "../../learn/training/optimiser.ts";
import { rateAt } from "../../learn/training/schedule.ts";
import { resumeTraining, saveTraining } from "../../learn/training/state.ts";
import { Trainer } from "../../learn/training/trainer.ts";
import type { Account } from "../account_file.ts";
import type { Curves } from "../curves.ts";
import type { AccountBook } from "./account_book.ts";
import { type CheckpointContext, Checkpoints } from "./checkpoints.ts";
import type { Training } from "./settings.ts";

/** The part of a stage's context that the loop uses, and the stage's account. */
export interface TrainingContext extends CheckpointContext {
  readonly account: AccountBook;
  progress(done: number, total: number, unit?: string): void;
  metric(name: string, value: number): void;
}

/** A watched number's name in curves, and its unit. */
export type Units = Readonly<Record<string, string>>;

/** Pairs of step and value, by series. */
type Points = Readonly<Record<string, readonly [number, number][]>>;

/** Learning curves while they grow. */
export class CurveBook {
  readonly #points = new Map<string, [number, number][]>();

  constructor(readonly units: Units) {}

  /** All points so far, in a form that JSON can hold. */
  get points(): Points {
    return Object.fromEntries(this.#points);
  }

  /** Takes over the points of an earlier book, and forgets its own. */
  resume(points: Points): void {
    this.#points.clear();
    for (const [name, values] of Object.entries(points)) {
      this.#points.set(name, [...values]);
    }
  }

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
      version: 2,
      series: Object.entries(this.units).map(([name, unit]) => ({
        name,
        unit,
        points: thin(this.#points.get(name) ?? [], limit),
      })),
      warnings: [],
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

/** What a checkpoint keeps beside the state of training. */
interface Beside {
  readonly points: Points;
  readonly account: Account;
}

/** Writes curves to a stage's output. */
export function writeCurves(path: string, curves: Curves): void {
  Deno.writeTextFileSync(path, JSON.stringify(curves) + "\n");
}

/**
 * Trains a model, from the last checkpoint where there is one.
 *
 * @param next Gives a step's data, in order of steps. What it gives must follow
 * from the step's number and the model alone: a run that continues asks for the
 * steps that are left, and for no others. It counts the tokens that it gives to
 * the step in the account.
 * @param units What to keep as curves, beside the loss and the gradient norm.
 * @throws {DivergedError} Where the loss or the gradient is no finite number.
 */
export async function train(
  model: Model,
  build: BuildObjective,
  settings: Training,
  next: (step: number, book: CurveBook) => Data | Promise<Data>,
  context: TrainingContext,
  units: Units,
): Promise<Curves> {
  const { decay, clip, steps } = settings;
  const trainer = new Trainer(model, build, { ...adamWDefaults, decay, clip });
  const book = new CurveBook({ ...units, "gradient norm": "before clipping" });
  const read = async () => {
    for (const report of await trainer.read()) {
      book.add("loss", report.step, report.loss);
      book.add("gradient norm", report.step, report.gradientNorm);
      for (const [name, value] of Object.entries(report.watched)) {
        book.add(name, report.step, value);
      }
    }
    context.progress(trainer.steps, steps, "steps");
  };
  const { account } = context;
  const checkpoints = new Checkpoints(context, steps, "step");
  await checkpoints.resume(async (path) => {
    const beside = await resumeTraining(path, trainer) as Beside;
    book.resume(beside.points);
    account.resume(beside.account);
  });
  context.progress(trainer.steps, steps, "steps");
  for (let step = trainer.steps; step < steps; step++) {
    trainer.step(await next(step, book), rateAt(settings, step));
    if (!trainer.full && !checkpoints.due) continue;
    await read();
    if (!checkpoints.due) continue;
    const beside: Beside = { points: book.points, account: account.account };
    await checkpoints.save(
      trainer.steps,
      (path) => saveTraining(path, trainer, beside),
    );
  }
  await read();
  const { last } = trainer.standing;
  if (last) context.metric("final_loss", last.loss);
  trainer.free();
  return book.curves();
}
