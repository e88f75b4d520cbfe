/**
 * Numbers for tests that draw: the same ones each time.
 *
 * @module
 */

import { Rng } from "../../rng.ts";

/** A source of numbers from 0 up to 1. */
export function random(seed: number): () => number {
  const rng = new Rng(seed);
  return () => rng.uniform();
}
