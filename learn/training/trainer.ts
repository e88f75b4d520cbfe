/**
 * The training step: objective, gradients, clipping, AdamW, all in one program
 * that is recorded once and replayed. What changes from step to step (batch,
 * learning rate) is data; losses collect on the device and are read every few
 * steps, because reading makes a GPU wait.
 *
 * @module
 */

import type { Allocation, Executable } from "../device/device.ts";
import { differentiate } from "../graph/differentiate.ts";
import { Graph, type Tensor } from "../graph/graph.ts";
import { compile } from "../graph/plan.ts";
import { advancePosition, appendCache } from "../kernels/decode.ts";
import type { DType } from "../kernels/kernel.ts";
import type { Model, Weights } from "../models/model.ts";
import { locate } from "../models/parameters.ts";
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

/** Steps between two readings of the losses. */
const capacity = 16;

/** Trains one model by one objective. */
export class Trainer {
  readonly #optimiser: AdamW;
  readonly #slots = new Map<string, Allocation>();
  readonly #histories: Allocation[] = [];
  readonly #names: string[] = [];
  readonly #position: Allocation;
  readonly #program: Executable;
  #steps = 0;
  #unread = 0;
  #last: Standing["last"] = null;

  constructor(
    readonly model: Model,
    build: BuildObjective,
    settings?: AdamWSettings,
  ) {
    const { device, layout } = model;
    this.#optimiser = new AdamW(device, layout, settings);
    this.#position = device.allocate(1, "u32");
    const backward = new Graph();
    const weights = model.weights(backward);
    const { loss, watch = {} } = build(weights, this.#slot(backward));
    const names = layout.parameters.map(({ name }) => name);
    const gradients = differentiate(loss, names.map(weights));
    names.forEach((name, i) => {
      const to = locate(layout, this.#optimiser.gradients, name);
      backward.store(gradients[i]!, to);
    });
    const watched = { loss, ...watch };
    const update = new Graph();
    const squares = this.#optimiser.record(update, model.values);
    for (const [name, tensor] of Object.entries(watched)) {
      this.#keep(backward, name, tensor);
    }
    this.#keep(update, "squares", squares);
    update.record(advancePosition, [this.#positionIn(update)], [], {});
    this.#program = compile(device, backward, update);
  }

  #slot(graph: Graph): Slot {
    return (name, dtype, shape) => {
      const length = shape.reduce((n, size) => n * size, 1);
      const allocation = this.model.device.allocate(length, dtype);
      this.#slots.set(name, allocation);
      return graph.memory({ allocation, offset: 0, length }, shape);
    };
  }

  #positionIn(graph: Graph): Tensor {
    const location = { allocation: this.#position, offset: 0, length: 1 };
    return graph.memory(location, [1]);
  }

  /** Records that a number is kept, step by step. */
  #keep(graph: Graph, name: string, tensor: Tensor) {
    const history = this.model.device.allocate(capacity);
    const location = { allocation: history, offset: 0, length: capacity };
    graph.record(
      appendCache,
      [tensor, this.#positionIn(graph), graph.memory(location, [capacity])],
      [],
      { batch: 1, capacity, width: 1 },
    );
    this.#histories.push(history);
    this.#names.push(name);
  }

  /** The number of steps so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Runs one step. Data must have an entry for each of the slots. */
  step(
    data: Readonly<Record<string, Float32Array | Uint32Array>>,
    rate: number,
  ): void {
    if (this.#unread === capacity) {
      throw new Error("Losses must be read before more steps are run");
    }
    for (const [name, allocation] of this.#slots) {
      const values = data[name];
      if (values?.length !== allocation.length) {
        throw new RangeError(
          `Slot "${name}" takes ${allocation.length} elements, got ` +
            `${values?.length}`,
        );
      }
      this.model.device.write(allocation, values);
    }
    this.#optimiser.begin(rate);
    this.#program.run();
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
  get memory(): Readonly<Record<string, Allocation>> {
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
    return this.#unread === capacity;
  }

  /**
   * Reads the reports of the steps since the last reading.
   *
   * @throws {DivergedError} Where one of them is not finite.
   */
  async read(): Promise<StepReport[]> {
    const { device } = this.model;
    const columns = await Promise.all(
      this.#histories.map((history) => device.read(history)),
    );
    device.write(this.#position, Uint32Array.of(0));
    const reports: StepReport[] = [];
    for (let i = 0; i < this.#unread; i++) {
      const step = this.#steps - this.#unread + i;
      const at = (name: string) => columns[this.#names.indexOf(name)]![i]!;
      const watched = Object.fromEntries(
        this.#names.filter((name) => name !== "loss" && name !== "squares")
          .map((name) => [name, at(name)]),
      );
      const report = {
        step,
        loss: at("loss"),
        gradientNorm: Math.sqrt(at("squares")),
        watched,
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
    this.#program.free();
    this.#optimiser.free();
    this.#position.free();
    for (const allocation of this.#slots.values()) allocation.free();
    for (const allocation of this.#histories) allocation.free();
  }
}
