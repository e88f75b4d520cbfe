/**
 * AdamW over flat memory (Loshchilov and Hutter, arXiv 1711.05101) with
 * clipping of the gradient's global norm.
 *
 * @module
 */

import type { Allocation, Device, Location } from "../device/device.ts";
import { Graph, type Tensor } from "../graph/graph.ts";
import { adamw, sumSquares } from "../kernels/optimise.ts";
import { decayMask, type Layout } from "../models/parameters.ts";

/** The optimiser's settings. */
export interface AdamWSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Weight decay of matrices. */
  readonly decay: number;
  /** The largest global norm of the gradient that is let through. */
  readonly clip: number;
}

/** The defaults of the trial runs: betas (0.9, 0.95), clipping at 1. */
export const adamWDefaults: AdamWSettings = {
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  decay: 0,
  clip: 1,
};

/** The optimiser's state on a device. */
export class AdamW {
  readonly gradients: Allocation;
  readonly #first: Allocation;
  readonly #second: Allocation;
  readonly #decay: Allocation;
  readonly #schedule: Allocation;
  readonly #norm: Allocation;
  // Running powers of the betas; multiplying is exact in what it repeats,
  // where the engine's power function need not be.
  #power1 = 1;
  #power2 = 1;

  constructor(
    readonly device: Device,
    readonly layout: Layout,
    readonly settings: AdamWSettings = adamWDefaults,
  ) {
    this.gradients = device.allocate(layout.length);
    this.#first = device.allocate(layout.length);
    this.#second = device.allocate(layout.length);
    this.#decay = device.allocate(layout.length);
    this.#schedule = device.allocate(4);
    this.#norm = device.allocate(1);
    device.write(this.#decay, decayMask(layout, settings.decay));
  }

  /** What later steps depend on, beside the number of those before. */
  get moments(): { readonly first: Allocation; readonly second: Allocation } {
    return { first: this.#first, second: this.#second };
  }

  /** Goes on as if `steps` steps had gone before; moments must be theirs. */
  resume(steps: number): void {
    this.#power1 = 1;
    this.#power2 = 1;
    for (let i = 0; i < steps; i++) this.#raise();
  }

  #raise(): void {
    this.#power1 *= this.settings.beta1;
    this.#power2 *= this.settings.beta2;
  }

  /** Sets what changes from step to step. */
  begin(rate: number): void {
    this.#raise();
    this.device.write(
      this.#schedule,
      Float32Array.of(
        rate,
        1 - this.#power1,
        1 - this.#power2,
        this.settings.clip,
      ),
    );
  }

  /**
   * Records the update of flat parameters by the flat gradients.
   *
   * @returns The gradient's squared global norm before clipping, [1].
   */
  record(graph: Graph, values: Allocation): Tensor {
    const n = this.layout.length;
    const flat = (allocation: Allocation) =>
      graph.memory({ allocation, offset: 0, length: n }, [n]);
    const norm: Location = { allocation: this.#norm, offset: 0, length: 1 };
    const gradients = flat(this.gradients);
    const [squares] = graph.record(sumSquares, [gradients], [[1]], { n });
    graph.store(squares!, norm);
    graph.record(
      adamw,
      [
        flat(values),
        gradients,
        flat(this.#first),
        flat(this.#second),
        flat(this.#decay),
        squares!,
        graph.memory(
          { allocation: this.#schedule, offset: 0, length: 4 },
          [4],
        ),
      ],
      [],
      { n },
      [this.settings.beta1, this.settings.beta2, this.settings.epsilon],
    );
    return squares!;
  }

  /** Gives the device's memory back. */
  free(): void {
    for (
      const allocation of [
        this.gradients,
        this.#first,
        this.#second,
        this.#decay,
        this.#schedule,
        this.#norm,
      ]
    ) allocation.free();
  }
}
