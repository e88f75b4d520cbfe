/**
 * What objectives over pairs of responses share: rows alternate between the
 * demonstration and the policy's own response.
 *
 * @module
 */

/** Data for the slot `signs`: +1 for demonstrations, -1 for own responses. */
export function pairSigns(pairs: number): Float32Array {
  return Float32Array.from({ length: 2 * pairs }, (_, i) => i % 2 ? -1 : 1);
}

/** Data for the slot `shares` where the first `filled` pairs are there. */
export function pairShares(pairs: number, filled: number): Float32Array {
  return Float32Array.from(
    { length: pairs },
    (_, i) => i < filled ? 1 / filled : 0,
  );
}
