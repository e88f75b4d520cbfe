/**
 * Values as an error shows them: on one line, and not too long.
 *
 * @module
 */

/** A value in a few words. */
export function showValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "function") return "a function";
  const isData = typeof value === "string" ||
    (typeof value === "object" && value !== null);
  const text = (isData ? JSON.stringify(value) : undefined) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** What stands at a path inside of a value; undefined where there is nothing. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inside, step) => (inside as Record<PropertyKey, unknown> | null)?.[step],
    value,
  );
}
