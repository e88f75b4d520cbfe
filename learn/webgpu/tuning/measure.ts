/**
 * Measures configurations on one matrix product. They take turns, so that what
 * else the machine does touches all of them, and their medians are compared.
 *
 * @module
 */

import { alignment, type Step } from "../../device/device.ts";
import { kernelByName } from "../../kernels/mod.ts";
import type { Context } from "../context.ts";
import type { Layout } from "../kernels/matmul_tile.ts";
import { Memory, Reader } from "../memory.ts";
import { Program } from "../program.ts";
import type { Configuration } from "./configuration.ts";
import type { ShapeClass } from "./shape_class.ts";

/** A product that is to be fast. */
export interface Product {
  readonly layout: Layout;
  readonly dims: readonly [m: number, n: number, k: number];
}

/** What was measured of one configuration on one product. */
export interface Measured {
  readonly configuration: Configuration;
  /** The median time of one product. */
  readonly seconds: number;
}

/** A turn lasts about as long as this, in seconds, beside the wait. */
const turnSeconds = 0.02;
/** Candidates slower than the best by this in their first turn are left out. */
const hopeless = 2;

/** The memory and the clock of one product. */
export class Bench {
  readonly #memory: Memory[];
  readonly #probe: Memory;
  readonly #reader: Reader;
  readonly #step: Step;

  constructor(
    readonly context: Context,
    readonly shape: ShapeClass,
    { layout, dims }: Product,
  ) {
    const kernel = kernelByName.get(`matmul_${layout}`)!;
    const named = Object.fromEntries(
      kernel.dims.map((name, i) => [name, dims[i]!]),
    );
    const lengths = kernel.operands.map(({ length }) => length(named));
    this.#memory = lengths.map((length) => new Memory(context, length, "f32"));
    this.#probe = new Memory(context, alignment, "f32");
    this.#reader = new Reader(context);
    this.#step = {
      kernel: kernel.name,
      operands: lengths.map((length, i) => ({
        allocation: this.#memory[i]!,
        offset: 0,
        length,
      })),
      dims,
      constants: [],
    };
  }

  free(): void {
    for (const memory of [...this.#memory, this.#probe]) memory.free();
  }

  /** Runs something and waits for the device; the seconds that it took. */
  async #time(run: () => void): Promise<number> {
    const start = performance.now();
    run();
    await this.#reader.read(this.#probe, 0, 1);
    return (performance.now() - start) / 1000;
  }

  /** Measures configurations in turns; the fastest comes first. */
  async measure(
    configurations: readonly Configuration[],
    turns: number,
  ): Promise<Measured[]> {
    const { target: { products }, description: adapter } = this.context;
    const waits: number[] = [];
    for (let i = 0; i < 3; i++) waits.push(await this.#time(() => {}));
    const wait = Math.min(...waits);
    const runners = [];
    for (const configuration of configurations) {
      const tuned = {
        version: 1,
        adapter,
        classes: { [this.shape]: configuration },
      } as const;
      const program = new Program(this.context, [this.#step], {
        products: { ...products, tuned },
      });
      // The first run compiles; the second is what an estimate rests on.
      await this.#time(() => program.run());
      const once = await this.#time(() => program.run()) - wait;
      runners.push({ configuration, program, once, times: [] as number[] });
    }
    const quickest = Math.min(...runners.map(({ once }) => once));
    // The usual one stays in, for comparison, however slow it is.
    const usual = configurations[0];
    const hopeful = runners.filter(({ configuration, once }) =>
      configuration === usual || once <= hopeless * Math.max(quickest, 1e-3)
    );
    const count = Math.max(
      1,
      Math.min(2000, Math.ceil(turnSeconds / Math.max(quickest, 1e-6))),
    );
    for (let turn = 0; turn < turns; turn++) {
      for (const { program, times } of hopeful) {
        const all = await this.#time(() => program.run(count)) - wait;
        times.push(Math.max(all, 0) / count);
      }
    }
    for (const { program } of runners) program.free();
    return hopeful.map(({ configuration, times }) => ({
      configuration,
      seconds: times.sort((a, b) => a - b)[times.length >> 1]!,
    })).sort((a, b) => a.seconds - b.seconds);
  }
}
