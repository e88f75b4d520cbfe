/**
 * How to sample, and the checks of what is asked for.
 *
 * @module
 */

import type { Config } from "../models/gpt_neox.ts";

/** How to sample. `kernels/sample.ts` defines each setting. */
export interface Sampling {
  /** 0 takes the likeliest token. */
  readonly temperature: number;
  /** Only that many likeliest tokens are drawn from; all if not given. */
  readonly topK?: number;
  /**
   * Only the fewest likeliest tokens that have this share of the probability,
   * above 0 and up to 1, are drawn from; 1, and so all, if not given.
   */
  readonly topP?: number;
  /** A non-negative integer below 2^53. */
  readonly seed: number;
  /**
   * The number of the first sequence. A response depends on the weights, the
   * prompt, the seed and its sequence's number; on `wasm` on nothing else, on
   * WebGPU a device may round differently in a batch of another size.
   */
  readonly first?: number;
}

/** Settings as the sampler takes them. */
export interface Settings {
  /** The seed's two words, and top-k. */
  readonly draw: Uint32Array;
  /** Temperature and top-p. */
  readonly setting: Float32Array;
  /** Whether top-k or top-p leaves anything out. */
  readonly truncated: boolean;
}

/** The least and the greatest number that every GPU divides by soundly. */
const least = 2 ** -126, greatest = 2 ** 126;

/**
 * Float32 would take the smallest settings for 0 and the largest for Infinity,
 * which mean something else. So they end before that, where nothing changes any
 * more: at `least` only the best candidates have any weight, at `greatest` all
 * candidates weigh the same.
 *
 * @throws {RangeError} Where a setting has no meaning.
 */
export function settingsOf(
  { temperature, topK, topP = 1, seed, first = 0 }: Sampling,
  config: Config,
): Settings {
  const refuse = (what: string, value: number, wanted: string): never => {
    throw new RangeError(
      `Cannot sample with ${what} "${value}": give ${wanted}`,
    );
  };
  if (!(temperature >= 0 && temperature < Infinity)) {
    refuse("temperature", temperature, "0 for the likeliest token, or more");
  }
  if (topK !== undefined && !(Number.isInteger(topK) && topK >= 1)) {
    refuse("top-k", topK, "a whole number of tokens from 1 on");
  }
  if (!(topP > 0 && topP <= 1)) {
    refuse("top-p", topP, "a share above 0 and up to 1");
  }
  if (!(Number.isSafeInteger(seed) && seed >= 0)) {
    refuse("seed", seed, "a whole number from 0 on, below 2^53");
  }
  if (!(Number.isInteger(first) && first >= 0 && first <= 0xffffffff)) {
    refuse("first sequence", first, "a whole number from 0 on, below 2^32");
  }
  const most = config.vocab_size;
  return {
    draw: Uint32Array.of(
      seed >>> 0,
      Math.floor(seed / 0x100000000) >>> 0,
      Math.min(topK ?? most, most),
    ),
    setting: Float32Array.of(
      temperature === 0 ? 0 : Math.min(Math.max(temperature, least), greatest),
      Math.max(topP, least),
    ),
    truncated: (topK ?? most) < most || topP < 1,
  };
}

/** @throws {RangeError} Where nothing can be generated from a prompt. */
export function checkPrompts(
  prompts: readonly (readonly number[])[],
  capacity: number,
  config: Config,
): void {
  prompts.forEach((prompt, i) => {
    if (prompt.length === 0 || prompt.length >= capacity) {
      throw new RangeError(
        `Cannot generate from a prompt of ${prompt.length} tokens in a ` +
          `context of ${capacity}: prompt ${i} must have from 1 to ` +
          `${capacity - 1}`,
      );
    }
    for (const id of prompt) {
      if (Number.isInteger(id) && id >= 0 && id < config.vocab_size) continue;
      throw new RangeError(
        `Cannot generate from prompt ${i}: token "${id}" is not in the ` +
          `vocabulary of ${config.vocab_size}`,
      );
    }
  });
}
