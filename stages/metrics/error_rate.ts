/**
 * How far a response is from the accepted ones, in any units.
 *
 * @module
 */

import type { Units } from "./units.ts";

/**
 * The least number of insertions, deletions and substitutions that turn one
 * sequence into another (Levenshtein 1966), by dynamic programming over one
 * row: O(n m) time, O(m) space.
 */
export function editDistance<T>(from: readonly T[], to: readonly T[]): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  from.forEach((symbol, i) => {
    const next = [i + 1];
    to.forEach((other, j) => {
      const kept = row[j]! + (symbol === other ? 0 : 1);
      next.push(Math.min(kept, row[j + 1]! + 1, next[j]! + 1));
    });
    row = next;
  });
  return row[to.length]!;
}

/**
 * The error rate of a response: edit distance over the length of the
 * reference, both in units, the least over all accepted references. 0 is
 * right; more than 1 is possible, for a response longer than the reference.
 *
 * @param references At least one, none of them empty.
 * @throws {RangeError} If there is no reference, or an empty one.
 */
export function errorRate(
  units: Units,
  response: string,
  references: readonly string[],
): number {
  const said = units.split(response);
  let best = Infinity;
  for (const reference of references) {
    const right = units.split(reference);
    if (right.length === 0) {
      throw new RangeError("A reference of the error rate must not be empty");
    }
    best = Math.min(best, editDistance(said, right) / right.length);
  }
  if (best === Infinity) {
    throw new RangeError("The error rate wants at least one reference");
  }
  return best;
}
