/**
 * A model small enough for float64 references and finite differences.
 *
 * @module
 */

import { pack } from "../data/sequence.ts";
import { crossEntropyWeights, sequenceData } from "../objectives/likelihood.ts";
import { type Config, configSchema } from "../models/gpt_neox.ts";
import type { RandomSource } from "../models/parameters.ts";

/** Two layers, two heads of size 4, a vocabulary of 7. */
export const tinyConfig: Config = configSchema.parse({
  model_type: "gpt_neox",
  vocab_size: 7,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 12,
  max_position_embeddings: 8,
  rotary_pct: 0.5,
  bos_token_id: 1,
  eos_token_id: 1,
  pad_token_id: 0,
});

/** Data for `likelihood` over random sequences of the tiny model's tokens. */
export function tinyData(
  batch: number,
  time: number,
  rng: { below(n: number): number },
): Record<string, Float32Array | Uint32Array> {
  const id = () => 2 + rng.below(tinyConfig.vocab_size - 2);
  const packed = pack(
    Array.from({ length: batch }, () => ({
      prompt: [id(), id()],
      response: [...Array.from({ length: 1 + rng.below(time - 3) }, id), 1],
    })),
    batch,
    time,
  );
  return { ...sequenceData(packed), weights: crossEntropyWeights(packed) };
}

/** Uniform numbers from a 32-bit linear congruential generator. */
export function lcg(seed: number): RandomSource & { below(n: number): number } {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x100000000;
  };
  return { uniform, below: (n) => Math.floor(uniform() * n) };
}

/** Flat values that leave no parameter at zero or one. */
export function roughValues(length: number, seed: number): Float32Array {
  const rng = lcg(seed);
  return Float32Array.from({ length }, () => rng.uniform() * 0.8 - 0.4);
}
