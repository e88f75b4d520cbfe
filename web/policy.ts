/**
 * What the content security policies of our pages have in common.
 *
 * @module
 */

import { createHash } from "node:crypto";

/**
 * The source expression that allows one style sheet or script by its bytes
 * (Content Security Policy Level 3, section 2.3.1), without its quotes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(
 *   hashSource(""),
 *   "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
 * );
 * ```
 */
export function hashSource(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
