/**
 * Numbers as text. Own functions rather than the locale's: a page must be the
 * same bytes wherever it is made.
 *
 * @module
 */

const minus = "\u2212";

/** A number with fixed decimals and a true minus sign. */
export function fixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return "\u2013";
  const text = Math.abs(value).toFixed(digits);
  // What rounds to zero is shown without a sign.
  return value < 0 && Number(text) !== 0 ? minus + text : text;
}

/** A difference: fixed decimals, with a sign unless it rounds to zero. */
export function signed(value: number, digits: number): string {
  const text = fixed(value, digits);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** As few decimals as tell the number apart, six at most. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return "\u2013";
  const text = String(Number(Math.abs(value).toFixed(6)));
  return value < 0 && text !== "0" ? minus + text : text;
}

/** A whole number with thin spaces between groups of three digits. */
export function grouped(value: number): string {
  return fixed(value, 0).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** A share between 0 and 1 as a whole percentage. */
export function percent(share: number): string {
  return `${fixed(100 * share, 0)}\u202f%`;
}

/** Singular or plural: `1 seed`, `3 seeds`. */
export function count(n: number, one: string, more = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : more}`;
}

/** Joins as a sentence does: `a`, `a and b`, `a, b and c`. */
export function list(parts: readonly string[]): string {
  if (parts.length <= 1) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}
