/**
 * Parameters that every learning stage has.
 *
 * @module
 */

import { z } from "zod";

/**
 * What all stages that compute on a device declare alike: on `wasm` the same
 * bytes on every machine, with as many threads as there are.
 */
export const onDevice = {
  determinism: "bitwise",
  accelerated: true,
  resources: { threads: "all" },
} as const;

/** A count of at least one. */
export const positive = z.int().min(1);

/** A seed of the counter-based randomness. */
export const seed = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** How long and how fast to train. */
export const training = {
  steps: positive,
  /** The highest learning rate. */
  rate: z.number().positive(),
  /** Steps of linear warm-up. */
  warmup: z.int().min(0).default(10),
  /** The share of the rate that is left at the end of the cosine. */
  floor: z.number().min(0).max(1).default(0.1),
  /** Weight decay of matrices. */
  decay: z.number().min(0).default(0),
  /** The largest gradient norm that is let through. */
  clip: z.number().positive().default(1),
  seed,
};

/** The settings of {@linkcode training}, as a stage gets them. */
export interface Training {
  readonly steps: number;
  readonly rate: number;
  readonly warmup: number;
  readonly floor: number;
  readonly decay: number;
  readonly clip: number;
  readonly seed: number;
}
