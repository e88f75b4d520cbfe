/**
 * Warm-up for trainings of any length.
 *
 * @module
 */

/**
 * Adds a warm-up of ten steps, as every stage has by default, but of a quarter
 * of the steps where they are few: they cannot all be warm-up.
 */
export function paced<T extends { readonly steps: number }>(
  training: T,
): T & { readonly warmup: number } {
  return { ...training, warmup: Math.min(10, Math.floor(training.steps / 4)) };
}
