/**
 * AdamW over flat memory (Loshchilov and Hutter, arXiv 1711.05101) with
 * clipping of the gradient's global norm.
 *
 * @module
 */

import type { Allocation, Device, Location } from "../device/device.ts";
import { Graph, type Tensor } from "../graph/graph.ts";
import { add } from "../graph/operations.ts";
import { adamw, sumSquares } from "../kernels/optimise.ts";
import { Flat } from "../models/flat.ts";
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
  readonly gradients: Flat;
  readonly #first: Flat;
  readonly #second: Flat;
  readonly #decay: Flat;
  readonly #schedule: Allocation;
  readonly #norm: Allocation;
  /** What a step writes to the device, in memory of its own for all steps. */
  readonly #words = new Float32Array(4);
  // Running powers of the betas; multiplying is exact in what it repeats,
  // where the engine's power function need not be.
  #power1 = 1;
  #power2 = 1;

  constructor(
    readonly device: Device,
    readonly layout: Layout,
    readonly settings: AdamWSettings = adamWDefaults,
  ) {
    this.gradients = new Flat(device, layout);
    this.#first = new Flat(device, layout);
    this.#second = new Flat(device, layout);
    this.#decay = new Flat(device, layout);
    this.#schedule = device.allocate(4);
    this.#norm = device.allocate(1);
    this.#decay.write(decayMask(layout, settings.decay));
  }

  /** What later steps depend on, beside the number of those before. */
  get moments(): { readonly first: Flat; readonly second: Flat } {
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
    const words = this.#words;
    words[0] = rate;
    words[1] = 1 - this.#power1;
    words[2] = 1 - this.#power2;
    words[3] = this.settings.clip;
    this.device.write(this.#schedule, words);
  }

  /**
   * Records the update of parameters by the gradients, shard by shard.
   *
   * @returns The gradient's squared global norm before clipping, [1]: the sum
   * over shards, in their order.
   */
  record(graph: Graph, values: Flat): Tensor {
    const shards = this.layout.shards.map(({ length: n }, i) => {
      const of = ({ shards }: Flat) =>
        graph.memory({ allocation: shards[i]!, offset: 0, length: n }, [n]);
      const gradients = of(this.gradients);
      const [squares] = graph.record(sumSquares, [gradients], [[1]], { n });
      return { n, of, gradients, squares: squares! };
    });
    const norm: Location = { allocation: this.#norm, offset: 0, length: 1 };
    const squares = shards.map(({ squares }) => squares).reduce(add);
    graph.store(squares, norm);
    const schedule = graph.memory(
      { allocation: this.#schedule, offset: 0, length: 4 },
      [4],
    );
    const { beta1, beta2, epsilon } = this.settings;
    for (const { n, of, gradients } of shards) {
      graph.record(
        adamw,
        [
          of(values),
          gradients,
          of(this.#first),
          of(this.#second),
          of(this.#decay),
          squares,
          schedule,
        ],
        [],
        { n },
        [beta1, beta2, epsilon],
      );
    }
    return squares;
  }

  /** Gives the device's memory back. */
  free(): void {
    for (
      const memory of [
        this.gradients,
        this.#first,
        this.#second,
        this.#decay,
        this.#schedule,
        this.#norm,
      ]
    ) memory.free();
  }
}
