/**
 * The order in which training goes through its examples.
 *
 * @module
 */

/** A source of permutations, such as the pipeline's random streams. */
export interface Permuter {
  permutation(n: number): number[];
}

/**
 * Indices of examples, batch by batch, without end: each epoch is a new
 * permutation, and what is left of one epoch begins the next batch.
 *
 * @throws {RangeError} Where there are no examples.
 */
export function* epochs(
  examples: number,
  batch: number,
  rng: Permuter,
): Generator<number[], never> {
  if (examples < 1) throw new RangeError("Cannot train on no examples");
  let queue: number[] = [];
  for (;;) {
    while (queue.length < batch) {
      queue = queue.concat(rng.permutation(examples));
    }
    yield queue.slice(0, batch);
    queue = queue.slice(batch);
  }
}
