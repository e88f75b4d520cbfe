/**
 * Figures as a table on the terminal.
 *
 * @module
 */

import type { Figure } from "../figure.ts";

function number(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString("en");
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 3);
}

/** One line a figure: the median, the least, and of how many. */
export function line({ name, unit, repeats, min, median }: Figure): string {
  const least = repeats > 1 ? `  least ${number(min)} of ${repeats}` : "";
  return `${name.padEnd(52)} ${number(median).padStart(9)} ` +
    `${unit.padEnd(5)}${least}`;
}
