/**
 * The training step: objective, gradients, clipping, AdamW, all in one program
 * that is recorded once and replayed. What changes from step to step (batch,
 * learning rate) is data; losses collect on the device and are read every few
 * steps, because reading makes a GPU wait.
 *
 * A step may be cut into micro-steps, each with data of its own, whose
 * gradients add up on the device before the one update.
 *
 * @module
 */

import type { Executable } from "../device/device.ts";
import { Graph } from "../graph/graph.ts";
import { compileTogether } from "../graph/plan.ts";
import type { Flat } from "../models/flat.ts";
import type { Model } from "../models/model.ts";
import type { BuildObjective, Data } from "../objectives/objective.ts";
import { History } from "./history.ts";
import { MicroSteps } from "./micro_steps.ts";
import { AdamW, type AdamWSettings } from "./optimiser.ts";
import { checkFinite, type Standing, type StepReport } from "./reports.ts";

/** How a trainer works; none of it changes what is learnt, but for rounding. */
export interface TrainerOptions {
  /** Steps after which losses must be read, at most; 16 if not given. */
  readonly readEvery?: number;
  /**
   * Micro-steps in a step (gradient accumulation); 1 if not given. Their
   * losses, watched numbers and gradients are added up, so weights in their
   * data are shares of the whole step: the weights of the large batch, cut in
   * pieces, give its gradient.
   */
  readonly accumulate?: number;
  /**
   * Whether layers are computed once more in the backward pass (activation
   * checkpointing), so that what they compute need not be remembered: up to a
   * third more time for much less memory. False if not given.
   */
  readonly recompute?: boolean;
  /** Whose loss it is, for errors, such as `of the value model`. */
  readonly whose?: string;
}

/** The name of the squared gradient norm among the numbers that are kept. */
const squaredNorm = "squared gradient norm";

/** Trains one model by one objective. */
export class Trainer {
  readonly #optimiser: AdamW;
  readonly #microSteps: MicroSteps;
  readonly #history: History;
  readonly #accumulate: number;
  readonly #whose: string;
  /** The first micro-step; the whole step where it is the only one. */
  readonly #first: Executable;
  /** Any other micro-step. */
  readonly #later: Executable | undefined;
  readonly #update: Executable | undefined;
  #steps = 0;
  #unread = 0;
  #last: Standing["last"] = null;

  /** @throws {RangeError} Where an option is no whole number from 1 on. */
  constructor(
    readonly model: Model,
    build: BuildObjective,
    settings?: AdamWSettings,
    { readEvery = 16, accumulate = 1, recompute = false, whose = "" }:
      TrainerOptions = {},
  ) {
    checkCounts({ readEvery, accumulate });
    const { device, layout } = model;
    this.#accumulate = accumulate;
    this.#whose = whose;
    const optimiser = this.#optimiser = new AdamW(device, layout, settings);
    const steps = new MicroSteps(model, build, optimiser.gradients);
    this.#microSteps = steps;
    const first = steps.record("set"), { names } = steps;
    this.#history = new History(device, [...names, squaredNorm], readEvery);
    const update = new Graph();
    for (const name of names) {
      this.#history.keep(update, name, steps.number(update, name));
    }
    const squares = optimiser.record(update, model.values);
    this.#history.keep(update, squaredNorm, squares);
    this.#history.advance(update);
    const programs = accumulate === 1
      ? [[first, update]]
      : [[first], [steps.record("add")], [update]];
    const loaded = compileTogether(device, programs, {
      recomputed: recompute,
    });
    this.#first = loaded[0]!;
    this.#later = loaded[1];
    this.#update = loaded[2];
  }

  /** The number of steps so far. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * Runs one step.
   *
   * @param data For each of the slots; a list of as many as there are
   * micro-steps, where there is more than one.
   */
  step(data: Data | readonly Data[], rate: number): void {
    if (this.full) {
      throw new Error("Losses must be read before more steps are run");
    }
    const parts = Array.isArray(data)
      ? data as readonly Data[]
      : [data as Data];
    if (parts.length !== this.#accumulate) {
      throw new RangeError(
        `A step takes data for ${this.#accumulate} micro-steps, got ` +
          `${parts.length}`,
      );
    }
    // What does not fit is refused before anything has changed.
    for (const part of parts) this.#microSteps.check(part);
    this.#optimiser.begin(rate);
    parts.forEach((part, i) => {
      this.#microSteps.write(part);
      (i === 0 ? this.#first : this.#later!).run();
    });
    this.#update?.run();
    this.#steps++;
    this.#unread++;
  }

  /**
   * Where it stands. With {@linkcode memory} and the data of later steps it
   * determines everything that is still to come.
   *
   * @throws {Error} Where steps have not been read: their losses are not known.
   */
  get standing(): Standing {
    if (this.#unread > 0) {
      throw new Error("Losses must be read before training is kept");
    }
    return { steps: this.#steps, last: this.#last };
  }

  /** Memory that later steps depend on, by name. */
  get memory(): Readonly<Record<string, Flat>> {
    return { values: this.model.values, ...this.#optimiser.moments };
  }

  /**
   * Goes on from where a trainer stood whose memory has been written here. Steps
   * that have not been read are forgotten.
   */
  resume({ steps, last }: Standing): void {
    this.#optimiser.resume(steps);
    this.#history.clear();
    this.#unread = 0;
    this.#steps = steps;
    this.#last = last;
  }

  /** Whether {@linkcode read} must be called before the next step. */
  get full(): boolean {
    return this.#unread === this.#history.capacity;
  }

  /**
   * Reads the reports of the steps since the last reading.
   *
   * @throws {DivergedError} Where one of them is not finite.
   */
  async read(): Promise<StepReport[]> {
    const numberAt = await this.#history.read();
    const watched = this.#microSteps.names.filter((name) => name !== "loss");
    const reports: StepReport[] = [];
    for (let i = 0; i < this.#unread; i++) {
      const report = {
        step: this.#steps - this.#unread + i,
        loss: numberAt("loss", i),
        gradientNorm: Math.sqrt(numberAt(squaredNorm, i)),
        watched: Object.fromEntries(
          watched.map((name) => [name, numberAt(name, i)]),
        ),
      };
      checkFinite(report, this.#last, this.#whose);
      this.#last = { loss: report.loss, gradientNorm: report.gradientNorm };
      reports.push(report);
    }
    this.#unread = 0;
    return reports;
  }

  /** Gives the device's memory back, except the model's. */
  free(): void {
    for (const program of [this.#first, this.#later, this.#update]) {
      program?.free();
    }
    this.#optimiser.free();
    this.#history.free();
    this.#microSteps.free();
  }
}

function checkCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new RangeError(
      `Cannot train with ${name} "${value}": give a whole number from 1 on`,
    );
  }
}
