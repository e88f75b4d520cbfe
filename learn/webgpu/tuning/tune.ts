/**
 * Measures on the present adapter which configuration computes which class of
 * matrix products fastest. Candidates take turns, so that what else the machine
 * does touches all of them, and their medians are compared.
 *
 * @module
 */

import { alignment, type Step } from "../../device/device.ts";
import { kernelByName } from "../../kernels/mod.ts";
import { describe, requestAdapter, requestDevice } from "../adapter.ts";
import { Context } from "../context.ts";
import type { Layout } from "../kernels/matmul_tile.ts";
import { Memory, Reader } from "../memory.ts";
import { Program } from "../program.ts";
import { type Configuration, fitsAdapter, nameOf } from "./configuration.ts";
import { candidates } from "./defaults.ts";
import { classOf, type ShapeClass } from "./shape_class.ts";
import {
  configurationOf,
  type ProductChoice,
  type TunedTable,
} from "./table.ts";

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

/** What was measured of one class, and what was chosen. */
export interface ClassResult {
  readonly shape: ShapeClass;
  readonly product: Product;
  readonly chosen: Measured;
  /** What is used without a table. */
  readonly usual: Measured;
  /** All that came into question, the fastest first. */
  readonly measured: readonly Measured[];
}

/** How to tune. */
export interface TuneOptions {
  /** Where adapters come from: `navigator.gpu` if not given. */
  readonly gpu?: GPU;
  /** Turns of each candidate; 7 if not given. */
  readonly turns?: number;
  /** Is told of each class as soon as it is measured. */
  readonly report?: (result: ClassResult, done: number, of: number) => void;
}

/** A turn lasts about as long as this, in seconds, beside the wait. */
const turnSeconds = 0.02;
/** How much faster than the usual configuration another must be. */
const worthIt = 0.97;
/** Candidates slower than the best by this in their first turn are left out. */
const hopeless = 2;

/** How k is cut, tried with the tiles that have proved fastest. */
const slicings: readonly Configuration["slices"][] = [
  { groups: 1, depth: 128 },
  { groups: 64, depth: 128 },
  { groups: 256, depth: 128 },
  { groups: 1024, depth: 128 },
  { groups: 256, depth: 512 },
];

/** One product of each class: the one with the most to compute. */
export function oneOfEachClass(
  products: readonly Product[],
): Map<ShapeClass, Product> {
  const size = ({ dims: [m, n, k] }: Product) => m * n * k;
  const found = new Map<ShapeClass, Product>();
  for (const product of products) {
    const shape = classOf(product.layout, ...product.dims);
    const known = found.get(shape);
    if (!known || size(product) > size(known)) found.set(shape, product);
  }
  return found;
}

/**
 * Measures the classes of some products.
 *
 * @returns The table of what was chosen: classes whose usual configuration is
 *   as fast as any are left out.
 * @throws {NoAdapterError} Where there is no adapter.
 */
export async function tune(
  products: readonly Product[],
  { gpu, turns = 7, report }: TuneOptions = {},
): Promise<{ table: TunedTable; results: ClassResult[] }> {
  const adapter = await requestAdapter(gpu);
  const { description, software } = describe(adapter);
  const device = await requestDevice(adapter);
  const choice: ProductChoice = { software, limits: device.limits };
  const context = new Context(device, description, { products: choice });
  try {
    const results: ClassResult[] = [];
    const classes = [...oneOfEachClass(products)];
    for (const [shape, product] of classes) {
      const result = await tuneClass(context, shape, product, turns);
      results.push(result);
      report?.(result, results.length, classes.length);
    }
    const chosen = results.filter(({ chosen, usual }) =>
      chosen.configuration !== usual.configuration
    );
    return {
      table: {
        version: 1,
        adapter: description,
        classes: Object.fromEntries(
          chosen.map(({ shape, chosen }) => [shape, chosen.configuration]),
        ),
      },
      results,
    };
  } finally {
    context.destroy();
  }
}

async function tuneClass(
  context: Context,
  shape: ShapeClass,
  product: Product,
  turns: number,
): Promise<ClassResult> {
  const choice = context.target.products;
  const usual = configurationOf(shape, choice);
  const bench = new Bench(context, shape, product);
  try {
    const others = candidates.filter((one) =>
      nameOf(one) !== nameOf(usual) && fitsAdapter(one, choice.limits)
    );
    const tiles = await bench.measure([usual, ...others], turns);
    const best = tiles[0]!.configuration;
    const sliced = slicings.map((slices) => ({ ...best, slices }))
      .filter((one) => nameOf(one) !== nameOf(best));
    const rivals = best === usual ? [best] : [usual, best];
    const last = await bench.measure([...rivals, ...sliced], turns);
    const usualNow = last.find((one) => one.configuration === usual)!;
    const first = last[0]!;
    return {
      shape,
      product,
      usual: usualNow,
      chosen: first.seconds < worthIt * usualNow.seconds ? first : usualNow,
      measured: tiles,
    };
  } finally {
    bench.free();
  }
}

/** The memory and the clock of one product. */
class Bench {
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
