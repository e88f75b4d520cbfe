/**
 * The one order of strings that keys depend on.
 *
 * @module
 */

/**
 * Compares by Unicode code points, which is also the order of the UTF-8 bytes.
 * JavaScript's `<` compares UTF-16 units, which puts U+10000 and above before
 * U+E000 to U+FFFF; a locale's order would differ between machines.
 */
export function compareCodePoints(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const x = a.charCodeAt(i), y = b.charCodeAt(i);
    if (x === y) continue;
    const highX = x >= 0xd800 && x <= 0xdfff;
    const highY = y >= 0xd800 && y <= 0xdfff;
    if (highX !== highY) return highX ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

/** The entries of an object in code-point order of their keys. */
export function sortedEntries<T>(
  object: Readonly<Record<string, T>>,
): [string, T][] {
  return Object.entries(object).sort(([a], [b]) => compareCodePoints(a, b));
}
