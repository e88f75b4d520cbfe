/**
 * Ages and sizes as options take them.
 *
 * @module
 */

import { InvalidArgumentError } from "commander";

const hour = 60 * 60 * 1000;
const ages: Readonly<Record<string, number>> = {
  h: hour,
  d: 24 * hour,
  w: 7 * 24 * hour,
};

/** Reads an age such as `12h`, `14d` or `2w`, in milliseconds. */
export function age(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([hdw])$/.exec(text) ?? [];
  if (unit === undefined) {
    throw new InvalidArgumentError("It must be an age such as 12h, 14d or 2w.");
  }
  return Number(number) * ages[unit]!;
}

const powers: Readonly<Record<string, number>> = { k: 1, m: 2, g: 3, t: 4 };

/**
 * Reads a size such as `500MB`, `20GiB` or `20g`, in bytes. It needs a unit:
 * nobody who writes `20` means bytes.
 */
export function size(text: string): number {
  const [, number, prefix, binary] =
    /^(\d+(?:\.\d+)?) ?(?:([kmgt])(i?)b?|b)$/i.exec(text) ?? [];
  if (number === undefined) {
    throw new InvalidArgumentError(
      "It must be a size with its unit, such as 500MB or 20GB.",
    );
  }
  const power = powers[prefix?.toLowerCase() ?? ""] ?? 0;
  return Math.round(Number(number) * (binary ? 1024 : 1000) ** power);
}
