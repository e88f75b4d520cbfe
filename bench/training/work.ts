/**
 * The work, written to a folder so that every program that is measured, in
 * whatever language, gets the same weights and the same batch.
 *
 * @module
 */

import { join } from "node:path";
import {
  layOutParameters,
  type Parameter,
} from "../../learn/models/parameters.ts";
import { type Config, parametersOf } from "../../learn/models/gpt_neox.ts";
import type { Sequence } from "../../learn/data/sequence.ts";
import { elements } from "../../learn/models/parameters.ts";
import { configOf, type Shape } from "./models.ts";

/** How long to measure. */
export interface Effort {
  /** Repeats: at least, and more until the seconds are over. */
  readonly least: number;
  readonly most: number;
  readonly seconds: number;
}

/** What `work.json` says; the numbers lie beside it in little-endian files. */
export interface Work {
  readonly shape: Shape;
  readonly config: Config;
  readonly parameters: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    /** Into `weights.f32`, in elements. */
    readonly offset: number;
    readonly decays: boolean;
  }[];
  /** Elements of `weights.f32`. */
  readonly length: number;
  readonly rate: number;
  readonly optimiser: {
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
    readonly decay: number;
    readonly clip: number;
  };
  /** Sizes of the square products that give the peak. */
  readonly products: readonly number[];
  readonly effort: Effort;
  /** What is measured beside training steps. */
  readonly parts: readonly ("score" | "generate" | "product")[];
}

const optimiser = {
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  decay: 0.1,
  clip: 1,
};

/**
 * A stream of numbers in [0, 1): multiplicative congruential, with the
 * multiplier and modulus of Park and Miller (1988). It is fast, and nothing
 * that is measured depends on its quality.
 */
function* uniform(seed: number): Generator<number, never> {
  for (let x = seed;; yield x / 2147483647) x = x * 48271 % 2147483647;
}

/** Weights of the deviations that the model begins with, but uniform. */
function fillWeights(
  parameters: readonly Parameter[],
  offsets: ReadonlyMap<string, number>,
  values: Float32Array,
): void {
  let x = 1;
  for (const { name, shape, start } of parameters) {
    const from = offsets.get(name)!, to = from + elements(shape);
    if ("constant" in start) {
      values.fill(start.constant, from, to);
      continue;
    }
    const width = start.deviation * Math.sqrt(12);
    for (let i = from; i < to; i++) {
      x = x * 48271 % 2147483647;
      values[i] = width * (x / 2147483647 - 0.5);
    }
  }
}

function writeBytes(path: string, values: Float32Array | Uint32Array): void {
  const { buffer, byteOffset, byteLength } = values;
  Deno.writeFileSync(
    path,
    new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
  );
}

/** Writes the work of a model. */
export function writeWork(
  folder: string,
  shape: Shape,
  options: Pick<Work, "products" | "effort" | "parts">,
): void {
  const config = configOf(shape);
  const parameters = parametersOf(config, "policy");
  const { length, offsets } = layOutParameters(parameters);
  const work: Work = {
    shape,
    config,
    parameters: parameters.map(({ name, shape, decays }) => ({
      name,
      shape,
      offset: offsets.get(name)!,
      decays,
    })),
    length,
    rate: 1e-3,
    optimiser,
    ...options,
  };
  Deno.mkdirSync(folder, { recursive: true });
  Deno.writeTextFileSync(join(folder, "work.json"), JSON.stringify(work));
  const weights = new Float32Array(length);
  fillWeights(parameters, offsets, weights);
  writeBytes(join(folder, "weights.f32"), weights);
  // Ids from 2 on: pad and end take no part.
  const draw = uniform(7);
  const ids = Uint32Array.from(
    { length: shape.batch * (shape.time + 1) },
    () => 2 + Math.floor(draw.next().value * (shape.vocabulary - 2)),
  );
  writeBytes(join(folder, "ids.u32"), ids);
}

/** Reads the work of a model. */
export function readWork(
  folder: string,
): { work: Work; weights: Float32Array; sequences: Sequence[] } {
  const work: Work = JSON.parse(
    Deno.readTextFileSync(join(folder, "work.json")),
  );
  const weights = new Float32Array(
    Deno.readFileSync(join(folder, "weights.f32")).buffer,
  );
  const ids = new Uint32Array(
    Deno.readFileSync(join(folder, "ids.u32")).buffer,
  );
  const { batch, time } = work.shape;
  // The first token is given, all others are learnt.
  const sequences = Array.from({ length: batch }, (_, row) => {
    const all = Array.from(
      ids.subarray(row * (time + 1), (row + 1) * (time + 1)),
    );
    return { prompt: all.slice(0, 1), response: all.slice(1) };
  });
  return { work, weights, sequences };
}
