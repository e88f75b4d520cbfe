/**
 * Numbers, sizes and times as a person reads them. No locale: the same record
 * looks the same on every machine.
 *
 * @module
 */

const minus = "\u2212";
const thin = "\u202f";

/** A whole number with thin spaces between groups of three digits. */
export function grouped(value: number): string {
  const text = Math.abs(value).toFixed(0)
    .replace(/\B(?=(\d{3})+$)/g, thin);
  return value < 0 && text !== "0" ? minus + text : text;
}

/**
 * A number in few characters: whole ones whole up to a million millions, others
 * to `digits` significant digits, very large and very small ones with a power
 * of ten.
 */
export function brief(value: number, digits = 4): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? `${minus}∞` : "∞";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e9) return grouped(value);
  if (size >= 1e9 || size < 1e-4) {
    const [mantissa = "", exponent = "0"] = size
      .toExponential(Math.max(0, digits - 1)).split("e");
    return `${value < 0 ? minus : ""}${trimmed(mantissa)}${thin}×${thin}10${
      raised(Number(exponent))
    }`;
  }
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const text = size >= 1e5
    ? grouped(Math.round(size))
    : trimmed(size.toFixed(Math.min(decimals, 12)));
  return value < 0 ? minus + text : text;
}

function trimmed(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function raised(exponent: number): string {
  const digits = [...String(Math.abs(exponent))]
    .map((digit) => superscripts[Number(digit)]).join("");
  return exponent < 0 ? `⁻${digits}` : digits;
}

/**
 * Writes the numbers of a column, so that their points stand below each other:
 * all with as many decimals as give the greatest of them `digits` significant
 * digits. A column of whole numbers has none.
 */
export function aligned(
  values: readonly (number | null | undefined)[],
  digits = 4,
): (value: number) => string {
  const finite = values.filter((value): value is number =>
    Number.isFinite(value)
  );
  const greatest = finite.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (
    finite.every((value) => Number.isInteger(value)) || greatest === 0 ||
    greatest >= 1e9
  ) return (value) => brief(value, digits);
  const decimals = Math.min(
    Math.max(digits - 1 - Math.floor(Math.log10(greatest)), 0),
    12,
  );
  return (value) => {
    if (!Number.isFinite(value)) return brief(value);
    const text = Math.abs(value).toFixed(decimals);
    // What would be shown as nothing is shown by its power of ten.
    if (value !== 0 && Number(text) === 0) return brief(value, 2);
    if (decimals === 0) return grouped(value);
    return value < 0 ? minus + text : text;
  };
}

/** A difference, with its sign. */
export function signed(value: number, digits = 4): string {
  return value > 0 ? `+${brief(value, digits)}` : brief(value, digits);
}

/** Bytes, in powers of a thousand. */
export function bytes(size: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = size;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const text = unit === 0 ? grouped(value) : trimmed(value.toPrecision(3));
  return `${text}${thin}${units[unit]}`;
}

/** How long something took. */
export function duration(seconds: number): string {
  if (seconds < 0.0995) return `${Math.round(seconds * 1000)}${thin}ms`;
  if (seconds < 59.5) return `${trimmed(seconds.toPrecision(3))}${thin}s`;
  const whole = Math.round(seconds);
  if (whole < 3600) {
    return `${Math.floor(whole / 60)}${thin}min ${whole % 60}${thin}s`;
  }
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)}${thin}h ${minutes % 60}${thin}min`;
}

/** A time of a record, in UTC, to the second. */
export function moment(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(iso);
  return match === null ? iso : `${match[1]} ${match[2]} UTC`;
}

/** Singular or plural: `1 seed`, `3 seeds`. */
export function count(n: number, one: string, more = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : more}`;
}
