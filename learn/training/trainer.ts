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

import type { Allocation, Executable, Location } from "../device/device.ts";
import { differentiate } from "../graph/differentiate.ts";
import { Graph, type Tensor } from "../graph/graph.ts";
import { accumulate } from "../graph/operations.ts";
import { compileTogether } from "../graph/plan.ts";
import type { DType } from "../kernels/kernel.ts";
import type { Flat } from "../models/flat.ts";
import type { Model, Weights } from "../models/model.ts";
import { History } from "./history.ts";
import { AdamW, type AdamWSettings } from "./optimiser.ts";

/** Memory that the host fills before each step. */
export type Slot = (
  name: string,
  dtype: DType,
  shape: readonly number[],
) => Tensor;

/** What an objective gives: what to minimise, and what to watch. */
export interface Objective {
  /** Shape [1]. */
  readonly loss: Tensor;
  /** Numbers to report, each of shape [1], by name. */
  readonly watch?: Readonly<Record<string, Tensor>>;
}

/** Builds an objective from a model's weights and slots for data. */
export type BuildObjective = (weights: Weights, slot: Slot) => Objective;

/** Data for the slots, by name. */
export type Data = Readonly<Record<string, Float32Array | Uint32Array>>;

/** How a trainer works; none of it changes what is learnt. */
export interface TrainerOptions {
  /** Steps after which losses must be read, at most; 16 if not given. */
  readonly readEvery?: number;
  /**
   * Micro-steps in a step; 1 if not given. Their losses, watched numbers and
   * gradients are added up, so weights in their data are shares of the whole
   * step: the weights of the large batch, cut in pieces, give its gradient.
   */
  readonly accumulate?: number;
  /**
   * Whether layers are computed once more in the backward pass, so that they
   * need not be remembered: about a third more time for much less memory.
   * False if not given.
   */
  readonly recompute?: boolean;
}

/** What one step reported. */
export interface StepReport {
  /** Counted from 0. */
  readonly step: number;
  readonly loss: number;
  /** The gradient's global norm before clipping. */
  readonly gradientNorm: number;
  readonly watched: Readonly<Record<string, number>>;
}

/** Where a trainer stands after some steps; its memory is beside this. */
export interface Standing {
  readonly steps: number;
  /** What the last step reported; null before the first one. */
  readonly last: Pick<StepReport, "loss" | "gradientNorm"> | null;
}

/** A loss or gradient that is no number any more. */
export class DivergedError extends Error {
  override name = "DivergedError";
  constructor(readonly step: number, what: string, earlier: string) {
    super(
      `Training stopped at step ${step}: ${what} is not a finite number ` +
        `(${earlier}); lower the learning rate or raise the warm-up`,
    );
  }
}

/** The name of the squared gradient norm among the numbers that are kept. */
const squaredNorm = "squared gradient norm";

/** Trains one model by one objective. */
export class Trainer {
  readonly #optimiser: AdamW;
  readonly #slots = new Map<string, Allocation>();
  /** The step's loss and watched numbers. */
  readonly #numbers = new Map<string, Allocation>();
  readonly #history: History;
  readonly #microSteps: number;
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
    { readEvery = 16, accumulate = 1, recompute = false }: TrainerOptions = {},
  ) {
    checkCounts({ readEvery, accumulate });
    const { device, layout } = model;
    this.#microSteps = accumulate;
    this.#optimiser = new AdamW(device, layout, settings);
    const first = this.#recordMicroStep(build, "set");
    const names = [...this.#numbers.keys()];
    this.#history = new History(device, [...names, squaredNorm], readEvery);
    const update = new Graph();
    for (const name of names) {
      const number = update.memory(this.#numberAt(name), [1]);
      this.#history.keep(update, name, number);
    }
    const squares = this.#optimiser.record(update, model.values);
    this.#history.keep(update, squaredNorm, squares);
    this.#history.advance(update);
    const programs = accumulate === 1
      ? [[first, update]]
      : [[first], [this.#recordMicroStep(build, "add")], [update]];
    const loaded = compileTogether(device, programs, {
      recomputed: recompute,
    });
    this.#first = loaded[0]!;
    this.#later = loaded[1];
    this.#update = loaded[2];
  }

  /** Records a micro-step whose results are set, or added to those before. */
  #recordMicroStep(build: BuildObjective, how: "set" | "add"): Graph {
    const graph = new Graph();
    const weights = this.model.weights(graph);
    const { loss, watch = {} } = build(weights, this.#slot(graph));
    const names = this.model.layout.parameters.map(({ name }) => name);
    const gradients = differentiate(loss, names.map(weights));
    const put = (tensor: Tensor, to: Location) => {
      if (how === "set") graph.store(tensor, to);
      else accumulate(graph.memory(to, tensor.shape), tensor);
    };
    names.forEach((name, i) =>
      put(gradients[i]!, this.#optimiser.gradients.locate(name))
    );
    for (const [name, number] of Object.entries({ loss, ...watch })) {
      put(number, this.#numberAt(name));
    }
    return graph;
  }

  #slot(graph: Graph): Slot {
    return (name, dtype, shape) => {
      const length = shape.reduce((n, size) => n * size, 1);
      let allocation = this.#slots.get(name);
      if (allocation === undefined) {
        allocation = this.model.device.allocate(length, dtype);
        this.#slots.set(name, allocation);
      }
      return graph.memory({ allocation, offset: 0, length }, shape);
    };
  }

  /** Where a step's number of that name lies. */
  #numberAt(name: string): Location {
    let allocation = this.#numbers.get(name);
    if (allocation === undefined) {
      allocation = this.model.device.allocate(1);
      this.#numbers.set(name, allocation);
    }
    return { allocation, offset: 0, length: 1 };
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
    if (parts.length !== this.#microSteps) {
      throw new RangeError(
        `A step takes data for ${this.#microSteps} micro-steps, got ` +
          `${parts.length}`,
      );
    }
    // What does not fit is refused before anything has changed.
    for (const part of parts) this.#check(part);
    this.#optimiser.begin(rate);
    parts.forEach((part, i) => {
      for (const [name, allocation] of this.#slots) {
        this.model.device.write(allocation, part[name]!);
      }
      (i === 0 ? this.#first : this.#later!).run();
    });
    this.#update?.run();
    this.#steps++;
    this.#unread++;
  }

  #check(data: Data): void {
    for (const [name, { length }] of this.#slots) {
      const given = data[name]?.length;
      if (given === length) continue;
      throw new RangeError(
        `Slot "${name}" takes ${length} elements, got ${given}`,
      );
    }
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

  /** Goes on from where a trainer stood whose memory has been written here. */
  resume({ steps, last }: Standing): void {
    this.#optimiser.resume(steps);
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
    const watches = [...this.#numbers.keys()].filter((name) => name !== "loss");
    const reports: StepReport[] = [];
    for (let i = 0; i < this.#unread; i++) {
      const step = this.#steps - this.#unread + i;
      const report = {
        step,
        loss: numberAt("loss", i),
        gradientNorm: Math.sqrt(numberAt(squaredNorm, i)),
        watched: Object.fromEntries(
          watches.map((name) => [name, numberAt(name, i)]),
        ),
      };
      for (const what of ["loss", "gradientNorm"] as const) {
        if (Number.isFinite(report[what])) continue;
        const { loss, gradientNorm } = this.#last ?? report;
        throw new DivergedError(
          step,
          what === "loss" ? "the loss" : "the gradient's norm",
          `the last loss was ${loss}, gradient norm ${gradientNorm}`,
        );
      }
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
    for (const allocation of this.#slots.values()) allocation.free();
    for (const allocation of this.#numbers.values()) allocation.free();
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
