/**
 * A model's parameters: their names and shapes, and where each lies in one flat
 * allocation. Gradients and the optimiser's moments use the same layout, so the
 * optimiser runs once over flat memory.
 *
 * @module
 */

import { alignment, type Allocation, type Location } from "../device/device.ts";
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

/** Where the parameters lie. */
export interface Layout {
  readonly parameters: readonly Parameter[];
  /** In elements; gaps between parameters included. */
  readonly length: number;
  readonly offsets: ReadonlyMap<string, number>;
}

/** A source of uniform numbers in [0, 1). */
export interface RandomSource {
  uniform(): number;
}

/** Lays parameters out one after the other, aligned for every device. */
export function layOutParameters(parameters: readonly Parameter[]): Layout {
  const offsets = new Map<string, number>();
  let length = 0;
  for (const { name, shape } of parameters) {
    offsets.set(name, length);
    length += Math.ceil(elements(shape) / alignment) * alignment;
  }
  return { parameters, length, offsets };
}

/** The number of elements of a shape. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((n, size) => n * size, 1);
}

/** The number of parameters, gaps left out. */
export function parameterCount(layout: Layout): number {
  return layout.parameters.reduce((n, { shape }) => n + elements(shape), 0);
}

/** The part of flat memory that belongs to a parameter. */
export function locate(
  layout: Layout,
  allocation: Allocation,
  name: string,
): Location {
  const parameter = layout.parameters.find((p) => p.name === name);
  const offset = layout.offsets.get(name);
  if (parameter === undefined || offset === undefined) {
    throw new Error(`Model has no parameter "${name}"`);
  }
  return { allocation, offset, length: elements(parameter.shape) };
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
