/**
 * Seeds of rounds: each round draws anew.
 *
 * A policy has learned from what was drawn in the rounds before it. If the same
 * numbers decided over its responses to the same prompts, they would no longer
 * be samples of that policy.
 *
 * @module
 */

/** Sets the seeds of further rounds apart from all others. */
const apart = 10_000_000;

/** The seed of a round, counted from 1; the first has the cell's own. */
export function roundSeed(seed: number, round: number): number {
  return seed + apart * (round - 1);
}
