/**
 * How the change of a number is written.
 *
 * @module
 */

/** A number with up to so many significant digits. */
export function numberText(value: number, digits = 6): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return String(Number(value.toPrecision(digits)));
}

/** By how much a number grew, in per cent of it; null where that says nothing. */
export function relativeChange(before: number, after: number): number | null {
  if (before === 0 || !Number.isFinite(before) || !Number.isFinite(after)) {
    return null;
  }
  return (after - before) / Math.abs(before) * 100;
}

/** Per cent with their sign: `+12.5%`. */
export function percentText(percent: number | null): string {
  if (percent === null) return "";
  const sign = percent < 0 ? "" : "+";
  return Math.abs(percent) >= 1000
    ? `${sign}${percent.toExponential(1)}%`
    : `${sign}${percent.toFixed(Math.abs(percent) < 1 ? 2 : 1)}%`;
}

/** A change in one line: `0.12 -> 0.15 (+0.03, +25.0%)`. */
export function changeText(before: number, after: number): string {
  const change = after - before;
  const percent = percentText(relativeChange(before, after));
  const by = `${change < 0 ? "" : "+"}${numberText(change, 3)}`;
  const both = `${numberText(before)} -> ${numberText(after)}`;
  return Number.isFinite(change)
    ? `${both} (${[by, percent].filter((part) => part !== "").join(", ")})`
    : both;
}
