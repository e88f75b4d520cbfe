/**
 * The gold metric: how far a pronunciation is from the accepted ones.
 *
 * @module
 */

import { errorRate } from "./error_rate.ts";
import { unitsByName } from "./units.ts";

/**
 * The phoneme error rate of a response: edit distance over the length of the
 * reference, both in phonemes, the least over all accepted references.
 *
 * @param references At least one, none of them empty.
 * @throws {RangeError} If there is no reference, or an empty one.
 */
export function phonemeErrorRate(
  response: string,
  references: readonly string[],
): number {
  return errorRate(unitsByName.phonemes, response, references);
}

/** Whether a response is exactly right: what word accuracy is the share of. */
export function isCorrect(
  response: string,
  references: readonly string[],
): boolean {
  return phonemeErrorRate(response, references) === 0;
}
