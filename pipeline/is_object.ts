/**
 * Telling a JSON object from every other value.
 *
 * @module
 */

/**
 * Whether a value has names with values: neither null nor a list.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(isObject({ rate: 1 }), true);
 * assert.equal(isObject([1]), false);
 * assert.equal(isObject(null), false);
 * ```
 */
export function isObject(
  value: unknown,
): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
