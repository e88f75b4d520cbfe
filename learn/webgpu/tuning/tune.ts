/**
 * Finds out which configuration computes which class of matrix products fastest
 * on the present adapter.
 *
 * @module
 */

import { describe, requestAdapter, requestDevice } from "../adapter.ts";
import { Context } from "../context.ts";
import { cutOf } from "../kernels/matmul.ts";
import { bytesEach } from "../memory.ts";
import { type Configuration, fitsAdapter, nameOf } from "./configuration.ts";
import { candidates } from "./defaults.ts";
import { Bench, type Measured, type Product } from "./measure.ts";
import { classOf, type ShapeClass } from "./shape_class.ts";
import {
  configurationOf,
  type ProductChoice,
  type TunedTable,
} from "./table.ts";

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

/** How much faster than the usual configuration another must be. */
const worthIt = 0.97;
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

/** Whether each matrix of a product can be bound on an adapter. */
function isBindable(
  { dims: [m, n, k] }: Product,
  { maxStorageBufferBindingSize, maxBufferSize }: GPUSupportedLimits,
): boolean {
  return Math.max(m * k, k * n, m * n) * bytesEach <=
    Math.min(maxStorageBufferBindingSize, maxBufferSize);
}

/**
 * Measures the classes of some products. Products that are too large for the
 * adapter are left out.
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
    const classes = [...oneOfEachClass(
      products.filter((product) => isBindable(product, device.limits)),
    )];
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
    const others = candidates.map((one) => ({ ...one, slices: usual.slices }))
      .filter((one) =>
        nameOf(one) !== nameOf(usual) && fitsAdapter(one, choice.limits)
      );
    const tiles = await bench.measure([usual, ...others], turns);
    const best = tiles[0]!.configuration;
    const rivals = best === usual ? [best] : [usual, best];
    const last = await bench.measure(
      [...rivals, ...slicedAnew(best, product)],
      turns,
    );
    const of = (one: Configuration) =>
      last.find(({ configuration }) => configuration === one);
    // Whatever is not clearly faster is noise. (The best tile may have been
    // slow this time, on a machine that does something else, and be left out.)
    const chosen = [usual, best, last[0]!.configuration]
      .flatMap((one) => of(one) ?? [])
      .reduce((a, b) => b.seconds < worthIt * a.seconds ? b : a);
    return { shape, product, usual: of(usual)!, chosen, measured: tiles };
  } finally {
    bench.free();
  }
}

/** The same tiles with all other numbers of slices that come into question. */
function slicedAnew(
  best: Configuration,
  { dims }: Product,
): Configuration[] {
  const depthOf = (one: Configuration) => cutOf(one, ...dims).depth;
  const seen = new Set([depthOf(best)]);
  return slicings.map((slices) => ({ ...best, slices })).filter((one) => {
    const depth = depthOf(one), known = seen.has(depth);
    seen.add(depth);
    return !known;
  });
}
