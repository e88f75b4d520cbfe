/**
 * The order of names in what is compared.
 *
 * @module
 */

/**
 * Compares by Unicode code points, as the order of a stage's fields is in its
 * key; JavaScript's own order is by UTF-16 units, a locale's differs between
 * machines.
 */
export function compareCodePoints(a: string, b: string): number {
  const x = [...a], y = [...b];
  const length = Math.min(x.length, y.length);
  for (let i = 0; i < length; i++) {
    const by = x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!;
    if (by !== 0) return by;
  }
  return x.length - y.length;
}
