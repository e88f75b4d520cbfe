/**
 * A model's parameters: their names and shapes, and where each lies in flat
 * memory. Gradients and the optimiser's moments use the same layout, so the
 * optimiser runs over flat memory and knows nothing of parameters.
 *
 * @module
 */

import { alignment } from "../device/device.ts";
import { cos, log } from "../math/elementary.ts";

/** One parameter. */
export interface Parameter {
  /** The name that Hugging Face gives it. */
  readonly name: string;
  readonly shape: readonly number[];
  /** How it begins: a constant, or normal with this standard deviation. */
  readonly start: { readonly constant: number } | {
    readonly deviation: number;
  };
  /** Whether weight decay applies: to matrices, not to biases and norms. */
  readonly decays: boolean;
}

/** A run of parameters that lie in one allocation, in elements. */
export interface Shard {
  readonly from: number;
  readonly length: number;
}

/** Where the parameters lie. */
export interface Layout {
  readonly parameters: readonly Parameter[];
  /** In elements; gaps between parameters included. */
  readonly length: number;
  /** By name, counted through all shards. */
  readonly offsets: ReadonlyMap<string, number>;
  /** One after the other, with no gap between. */
  readonly shards: readonly Shard[];
}

/** A source of uniform numbers in [0, 1). */
export interface RandomSource {
  uniform(): number;
}

/**
 * Lays parameters out one after the other, aligned for every device. Where one
 * would not end inside of a shard any more, the next shard begins with it.
 *
 * @param limit Elements of a shard, at most.
 * @throws {RangeError} Where a single parameter has more.
 */
export function layOutParameters(
  parameters: readonly Parameter[],
  limit = Infinity,
): Layout {
  const offsets = new Map<string, number>();
  const shards: { from: number; length: number }[] = [{ from: 0, length: 0 }];
  let length = 0;
  for (const { name, shape } of parameters) {
    const size = Math.ceil(elements(shape) / alignment) * alignment;
    if (size > limit) {
      throw new RangeError(
        `Cannot place parameter "${name}" in memory: it has ` +
          `${elements(shape)} elements, and the device takes ${limit} at ` +
          `most in one piece`,
      );
    }
    let shard = shards.at(-1)!;
    if (shard.length + size > limit) {
      shards.push(shard = { from: length, length: 0 });
    }
    offsets.set(name, length);
    shard.length += size;
    length += size;
  }
  return { parameters, length, offsets, shards };
}

/** The number of elements of a shape. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((n, size) => n * size, 1);
}

/** The number of parameters, gaps left out. */
export function parameterCount(layout: Layout): number {
  return layout.parameters.reduce((n, { shape }) => n + elements(shape), 0);
}

/** Flat initial values. */
export function initialValues(layout: Layout, rng: RandomSource): Float32Array {
  const values = new Float32Array(layout.length);
  for (const { name, shape, start } of layout.parameters) {
    const from = layout.offsets.get(name)!;
    for (let i = from; i < from + elements(shape); i++) {
      values[i] = "constant" in start
        ? start.constant
        : start.deviation * normal(rng);
    }
  }
  return values;
}

/** A standard normal number (Box and Muller, 1958; the cosine half). */
function normal(rng: RandomSource): number {
  const radius = Math.sqrt(-2 * log(1 - rng.uniform()));
  return radius * cos(2 * Math.PI * rng.uniform());
}

/** The flat mask of weight decay: `decay` where it applies, else 0. */
export function decayMask(layout: Layout, decay: number): Float32Array {
  const mask = new Float32Array(layout.length);
  for (const { name, shape, decays } of layout.parameters) {
    if (!decays) continue;
    const from = layout.offsets.get(name)!;
    mask.fill(decay, from, from + elements(shape));
  }
  return mask;
}
