/**
 * Values of records: whether two are the same, and how a digest is written.
 *
 * @module
 */

import type { Json } from "../api.ts";

/** Whether a text is a SHA-256 in hexadecimal digits. */
export function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** A digest as it is written in a line. */
export function short(digest: string): string {
  return digest.slice(0, 8);
}

/**
 * Whether two values are the same. The order in which an object's fields were
 * written is no difference.
 */
export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  if (a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [x, y] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return x.size === y.size &&
    [...x].every(([name, value]) => y.has(name) && isSame(value, y.get(name)));
}
