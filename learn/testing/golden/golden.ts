/**
 * Reads the golden files and what they were made from: see `make.py`.
 *
 * @module
 */

import { pack, type Sequence } from "../../data/sequence.ts";
import { type Config, configSchema } from "../../models/gpt_neox.ts";
import { elements, type Layout } from "../../models/parameters.ts";
import type { AdamWSettings } from "../../training/optimiser.ts";
import type { Schedule } from "../../training/schedule.ts";
import cases from "./cases.json" with { type: "json" };

/** The sequences in order: two pairs, for rewards with their last token. */
export const sequences: readonly Sequence[] = cases.sequences;

/** The loss's numbers, as `make.py` reads them. */
export const { contrast, rloo } = cases;

/** The training run's settings. */
export const training: AdamWSettings & Schedule = cases.training;

/** Configurations by name. */
export const configs: ReadonlyMap<string, Config> = new Map(
  Object.entries(cases.configs).map((
    [name, config],
  ) => [name, configSchema.parse(config)]),
);

const longest = Math.max(
  ...sequences.map(({ prompt, response }) => prompt.length + response.length),
);

/** The sequences for a policy: nothing is predicted after the last token. */
export const batch = pack(sequences, sequences.length, longest - 1);
/** The sequences for a reward, which is read at the last token. */
export const wholeBatch = pack(sequences, sequences.length, longest);

/** A tensor of a golden file. */
export interface Golden {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** A golden file's tensors by name. */
export function readGolden(name: string): ReadonlyMap<string, Golden> {
  const bytes = Deno.readFileSync(
    new URL(`${name}.safetensors`, import.meta.url),
  );
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(
    new TextDecoder().decode(bytes.subarray(8, 8 + length)),
  ) as Record<string, { shape: number[]; data_offsets: [number, number] }>;
  const body = bytes.slice(8 + length).buffer;
  return new Map(
    Object.entries(header).filter(([name]) => name !== "__metadata__").map(
      ([name, { shape, data_offsets: [from, to] }]) => [name, {
        shape,
        values: new Float64Array(body, from, (to - from) / 8),
      }],
    ),
  );
}

/** A model's weights by their names: `weight` of `make.py`. */
export function goldenWeights(layout: Layout): Float32Array {
  const values = new Float32Array(layout.length);
  for (const { name, shape } of layout.parameters) {
    const from = layout.offsets.get(name)!;
    const centre = name.includes("norm") && name.endsWith(".weight") ? 1 : 0;
    let state = 0;
    for (const character of name) {
      state = (Math.imul(state, 31) + character.codePointAt(0)!) >>> 0;
    }
    for (let i = from; i < from + elements(shape); i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      values[i] = centre + ((state >>> 20) - 2048) / 4096;
    }
  }
  return values;
}
