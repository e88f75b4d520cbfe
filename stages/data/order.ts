/**
 * Ordering that is the same in every locale.
 *
 * @module
 */

/** Compares two strings by code unit, for `sort`. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
