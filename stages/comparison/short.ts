/**
 * Numbers as a narrow column has them.
 *
 * @module
 */

/** Fixed digits without a leading zero. */
export function short(value: number, digits: number): string {
  const text = value.toFixed(digits);
  const unsigned = Number(text) === 0 ? text.replace("-", "") : text;
  return unsigned.replace(/^(-?)0\./, "$1.");
}
