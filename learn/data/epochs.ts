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
 * The batch of examples, as indices, of a step counted from 0. Each epoch is a
 * new permutation, and what is left of one epoch begins the next batch. Steps
 * must be asked for in ascending order; those that are left out, as where
 * training is continued, are passed over.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const rng = { permutation: () => [2, 0, 1] };
 * const order = epochs(3, 2, rng);
 * assert.deepEqual(order(0), [2, 0]);
 * assert.deepEqual(order(1), [1, 2]);
 * assert.deepEqual(epochs(3, 2, rng)(1), [1, 2]);
 * ```
 *
 * @throws {RangeError} Where there are no examples.
 */
export function epochs(
  examples: number,
  batch: number,
  rng: Permuter,
): (step: number) => number[] {
  if (examples < 1) throw new RangeError("Cannot train on no examples");
  let epoch = rng.permutation(examples);
  /** The number of the example that `epoch` begins with. */
  let begin = 0;
  let next = 0;
  return (step) => {
    if (step < next) {
      throw new RangeError(`Cannot go back to step ${step} from step ${next}`);
    }
    next = step + 1;
    return Array.from({ length: batch }, (_, i) => {
      const example = step * batch + i;
      while (example >= begin + examples) {
        epoch = rng.permutation(examples);
        begin += examples;
      }
      return epoch[example - begin]!;
    });
  };
}
