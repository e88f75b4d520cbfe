/**
 * The loop that all training stages share: steps, learning rate, curves,
 * progress.
 *
 * @module
 */

import { WeightsError } from "../../learn/generation/generator.ts";
import type { Model } from "../../learn/models/model.ts";
import type { BuildObjective, Data } from "../../learn/objectives/objective.ts";
import { adamWDefaults } from "../../learn/training/optimiser.ts";
import { DivergedError } from "../../learn/training/reports.ts";
import { rateAt } from "../../learn/training/schedule.ts";
import { resumeTraining, saveTraining } from "../../learn/training/state.ts";
import { together } from "../../learn/training/together.ts";
import { Trainer } from "../../learn/training/trainer.ts";
import type { Account } from "../account_file.ts";
import type { Curves } from "../curves.ts";
import type { AccountBook } from "./account_book.ts";
import { type CheckpointContext, Checkpoints } from "./checkpoints.ts";
import { CurveBook, type Units } from "./curve_book.ts";
import type { Points } from "./health.ts";
import type { Training } from "./settings.ts";

/** The part of a stage's context that the loop uses, and the stage's account. */
export interface TrainingContext extends CheckpointContext {
  readonly account: AccountBook;
  /** How many pairs held-out accuracy is of; none if not given. */
  readonly heldOutPairs?: number;
  progress(done: number, total: number, unit?: string): void;
  metric(name: string, value: number): void;
  warn(message: string): void;
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
 * How often curves are checked in a training: each time looks at all of them.
 * It decides when a warning is told, never which.
 */
const checks = 20;

/** A model that a stage trains, by an objective. */
export interface Learner {
  readonly model: Model;
  readonly build: BuildObjective;
  readonly settings: Training;
}

/**
 * Gives a step's data, in order of steps. What it gives must follow from the
 * step's number and the models alone: a run that continues asks for the steps
 * that are left, and for no others. It counts the tokens that it gives to the
 * step in the account.
 */
export type Next<T> = (step: number, book: CurveBook) => T | Promise<T>;

/**
 * Trains a model, from the last checkpoint where there is one.
 *
 * @param units What to keep as curves, beside the loss and the gradient norm.
 * @throws {DivergedError} Where the loss or the gradient is no finite number.
 */
export async function train(
  model: Model,
  build: BuildObjective,
  settings: Training,
  next: Next<Data>,
  context: TrainingContext,
  units: Units,
): Promise<Curves> {
  return await trainTogether(
    { model: { model, build, settings } },
    async (step, book) => ({ model: await next(step, book) }),
    context,
    units,
  );
}

/**
 * Trains several models side by side, one step of each at a time, from the last
 * checkpoint where there is one.
 *
 * @param learners By name. The first one's settings say how many steps there
 * are, and its curves bear plain names; those of the others begin with theirs,
 * such as `value loss`.
 * @param next Gives each learner's data.
 * @param round Steps that belong together: checkpoints are made between rounds
 * alone, so that `next` may keep what it has made for a round.
 * @throws {DivergedError} Where a loss or a gradient is no finite number.
 */
export async function trainTogether<Name extends string>(
  learners: Readonly<Record<Name, Learner>>,
  next: Next<Readonly<Record<Name, Data>>>,
  context: TrainingContext,
  units: Units,
  round = 1,
): Promise<Curves> {
  const names = Object.keys(learners) as Name[], first = names[0]!;
  const trainers = openTrainers(learners, names);
  const all = together(trainers), main = trainers[first];
  const { steps } = learners[first].settings;
  const prefixOf = (name: Name) => name === first ? "" : `${name} `;
  const norms = names.map((name) => [
    `${prefixOf(name)}gradient norm`,
    "before clipping",
  ]);
  const book = new CurveBook(
    { ...units, ...Object.fromEntries(norms) },
    context.heldOutPairs,
  );
  const told = new Set<string>();
  let toCheck = steps / checks;
  const read = async () => {
    for (const name of names) {
      const prefix = prefixOf(name);
      for (const report of await trainers[name].read()) {
        const { step, loss, gradientNorm, watched } = report;
        book.add(`${prefix}loss`, step, loss);
        book.add(`${prefix}gradient norm`, step, gradientNorm);
        for (const [what, value] of Object.entries(watched)) {
          book.add(what, step, value);
        }
      }
    }
    if (main.steps >= toCheck) {
      for (const { rule, step, message } of book.warnings) {
        if (!told.has(rule)) context.warn(`at step ${step}, ${message}`);
        told.add(rule);
      }
      toCheck = Math.min(main.steps + steps / checks, steps);
    }
    context.progress(main.steps, steps, "steps");
  };
  const { account } = context;
  const checkpoints = new Checkpoints(context, steps, "step");
  await checkpoints.resume(async (path) => {
    const beside = await resumeTraining(path, all) as Beside;
    book.resume(beside.points);
    account.resume(beside.account);
  });
  context.progress(main.steps, steps, "steps");
  for (let step = main.steps; step < steps; step++) {
    let data: Readonly<Record<Name, Data>>;
    try {
      data = await next(step, book);
    } catch (error) {
      // The losses before it may say in which step a model went astray.
      await read();
      const { last } = main.standing;
      if (last === null || !(error instanceof WeightsError)) throw error;
      throw new DivergedError(
        step,
        "the likelihood of what is generated",
        `the last loss was ${last.loss}, gradient norm ${last.gradientNorm}`,
      );
    }
    for (const name of names) {
      trainers[name].step(data[name], rateAt(learners[name].settings, step));
    }
    const due = checkpoints.due && (step + 1) % round === 0;
    if (!main.full && !due) continue;
    await read();
    if (!due) continue;
    const beside: Beside = { points: book.points, account: account.account };
    await checkpoints.save(
      main.steps,
      (path) => saveTraining(path, all, beside),
    );
  }
  await read();
  const { last } = main.standing;
  if (last) context.metric("final_loss", last.loss);
  for (const name of names) trainers[name].free();
  return book.curves();
}

function openTrainers<Name extends string>(
  learners: Readonly<Record<Name, Learner>>,
  names: readonly Name[],
): Record<Name, Trainer> {
  return Object.fromEntries(names.map((name) => {
    const { model, build, settings: { decay, clip } } = learners[name];
    const settings = { ...adamWDefaults, decay, clip };
    const options = names.length > 1 ? { whose: `of the ${name} model` } : {};
    return [name, new Trainer(model, build, settings, options)];
  })) as Record<Name, Trainer>;
}
