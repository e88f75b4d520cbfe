/**
 * The learning rate by step: linear warm-up, then constant or a half cosine
 * down to a floor (Loshchilov and Hutter, arXiv 1608.03983, without restarts).
 *
 * @module
 */

import { cos } from "../math/elementary.ts";

/** A schedule's settings. */
export interface Schedule {
  /** The highest rate. */
  readonly rate: number;
  /** Steps of warm-up. */
  readonly warmup: number;
  /** All steps. */
  readonly steps: number;
  /** What is left of the rate at the end, as a share; 1 keeps it constant. */
  readonly floor: number;
}

/**
 * The rate of a step, counted from 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const schedule = { rate: 1, warmup: 2, steps: 10, floor: 0.1 };
 * assert.equal(rateAt(schedule, 0), 0.5);
 * assert.equal(rateAt(schedule, 2), 1);
 * ```
 */
export function rateAt(schedule: Schedule, step: number): number {
  const { rate, warmup, steps, floor } = schedule;
  if (step < warmup) return rate * (step + 1) / warmup;
  if (floor === 1 || steps <= warmup) return rate;
  const share = Math.min((step - warmup) / (steps - warmup), 1);
  return rate * (floor + (1 - floor) * 0.5 * (1 + cos(Math.PI * share)));
}
