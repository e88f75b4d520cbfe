/**
 * Which responses are of a low-quality kind. The detectors look at the
 * response and the references alone: they serve as well for what a policy
 * says as for the demonstrations that it learned from.
 *
 * @module
 */

import { splitPhonemes } from "../data/phonemes.ts";
import { phonemeErrorRate } from "./phoneme_error_rate.ts";

/** The kinds of low-quality response that injection knows. */
export const lowQualityKinds = [
  "another",
  "garbled",
  "truncated",
  "samples",
] as const;

/** A kind of low-quality response. */
export type LowQualityKind = typeof lowQualityKinds[number];

/** A truncated response has less than this share of its reference's length. */
export const truncatedBelow = 0.7;

/** A wrong response has at least this phoneme error rate. */
export const wrongFrom = 0.5;

/**
 * Whether a response is of a low-quality kind.
 *
 * - `truncated`: it has fewer phonemes than 0.7 of the reference. With more
 *   than one reference it must be too short for each of them.
 * - `another`, `garbled`, `samples`: its phoneme error rate, the least over
 *   the references, is 0.5 or more. Of 10,000 injected rows of CMUdict it finds
 *   99.9 % of the other words' pronunciations and all but 3 garbled ones. It
 *   also finds a policy's own gross errors: a floor that all policies share.
 *
 * @param references At least one, none of them empty.
 * @throws {RangeError} If there is no reference, or an empty one.
 */
export function isLowQuality(
  response: string,
  references: readonly string[],
  kind: LowQualityKind,
): boolean {
  if (kind !== "truncated") {
    return phonemeErrorRate(response, references) >= wrongFrom;
  }
  if (references.length === 0) {
    throw new RangeError("A detector wants at least one reference");
  }
  const length = splitPhonemes(response).length;
  return references.every((reference) =>
    length < truncatedBelow * splitPhonemes(reference).length
  );
}
