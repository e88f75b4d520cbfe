/**
 * Workloads of generation: the cache, attention to it, sampling.
 *
 * @module
 */

import type { Dims } from "../../kernels/mod.ts";
import type { Random } from "../random.ts";
import type { Workloads } from "./workload.ts";

/** Decoding kernels stand at some position inside the capacity. */
const at = (random: Random, dims: Dims) => ({
  position: Uint32Array.of(random.integer(0, dims.capacity!)),
});

/** batch, vocabulary, capacity, end, pad. */
const sampling = [
  [1, 2, 2, 0, 1],
  [130, 72, 5, 1, 0],
  [33, 300, 4, 2, 299],
  [64, 7, 3, 6, 3],
];

/** Workloads by the kernel's name. */
export const decodeWorkloads: Workloads = {
  read_token: {
    shapes: [[1, 1], [70, 5], [3, 300]],
    fill: (random, dims) => ({
      ...at(random, dims),
      tokens: random.ids(dims.batch! * dims.capacity!, 0, 1000),
    }),
  },
  append_cache: {
    shapes: [[1, 1, 1], [5, 3, 64], [2, 22, 67], [9, 2, 130]],
    fill: at,
    polynomial: true,
  },
  attention_cached: {
    shapes: [
      [1, 1, 1, 1],
      [2, 7, 3, 5],
      [5, 22, 4, 16],
      [1, 150, 2, 65],
    ],
    constants: [0.375],
    fill: at,
  },
  sample_token: {
    // Every shape is tried at several temperatures; see `fill`.
    shapes: [...sampling, ...sampling, ...sampling],
    ragged: {
      vocabulary: [2, 2100],
      capacity: [1, 9],
      end: [0, 20],
      pad: [0, 20],
    },
    mend: (dims) => ({
      ...dims,
      end: dims.end! % dims.vocabulary!,
      pad: dims.pad! % dims.vocabulary!,
    }),
    fill(random, dims) {
      const { batch, vocabulary, capacity } = dims;
      const logits = random.uniforms(batch! * vocabulary!, -4, 4);
      // Equal logits, so that the order of equals is tried, too.
      for (let i = 0; i < logits.length; i += 3) logits[i] = 2;
      const position = random.integer(0, capacity!);
      return {
        logits,
        position: Uint32Array.of(position),
        // Some prompts end before the next position, some at it, some after.
        prompt: random.ids(batch!, 1, capacity! + 2),
        temperature: Float64Array.of([0, 1, 0.5][random.integer(0, 3)]!),
        seed: random.ids(3, 0, 0xffffffff),
        tokens: random.ids(batch! * capacity!, 0, vocabulary!),
      };
    },
  },
  advance_position: {
    shapes: [[]],
    fill: (random) => ({ position: random.ids(1, 0, 1000) }),
  },
};
