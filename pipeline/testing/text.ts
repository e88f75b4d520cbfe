/**
 * Texts of anything, for properties.
 *
 * @module
 */

import fc from "fast-check";

const surrogates = { first: 0xd800, count: 0x800 };

/**
 * Any code point but a surrogate, for `fc.string({ unit: anyCodePoint })`. It
 * is the unit "binary" of fast-check, which takes more than a second to set up
 * in each file that names it.
 */
export const anyCodePoint: fc.Arbitrary<string> = fc.integer({
  min: 0,
  max: 0x10ffff - surrogates.count,
}).map(
  (n) => String.fromCodePoint(n < surrogates.first ? n : n + surrogates.count),
  (text) => {
    const n = typeof text === "string" ? text.codePointAt(0) : undefined;
    if (n === undefined || text !== String.fromCodePoint(n)) {
      throw new TypeError("Not a code point");
    }
    if (n < surrogates.first) return n;
    if (n < surrogates.first + surrogates.count) {
      throw new TypeError("Half a code point");
    }
    return n - surrogates.count;
  },
);
