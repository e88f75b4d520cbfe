/**
 * How arms and cells are named and ordered on the page.
 *
 * @module
 */

import { count, short } from "../../web/report/number.ts";
import type { Cell } from "../results_file.ts";

/** The method of an arm: `rft` of `rft/beta=0.3`. */
export function familyOf(arm: string): string {
  return arm.split("/")[0] as string;
}

/** A cell in words, without its seeds. */
export function cellText({ kind, baseRatio, ratio }: Cell): string {
  return `${kind}, base ${short(baseRatio)}, demonstrations ${short(ratio)}`;
}

/** How many seeds something rests on: `3 seeds`, `1 to 3 seeds`. */
export function seedsText(numbers: readonly number[]): string {
  if (numbers.length === 0) return count(0, "seed");
  const [fewest, most] = [Math.min(...numbers), Math.max(...numbers)];
  return fewest === most
    ? count(most, "seed")
    : `${fewest} to ${count(most, "seed")}`;
}

/** The name of the arm that sees no demonstrations. */
export const base = "base";

/** Whether an arm sees no demonstrations. */
export function seesNone({ method }: { readonly method: string }): boolean {
  return method === base;
}

/**
 * The cells with most arms first, of those the ones with low quality among the
 * demonstrations, then in their own order: a sweep has many cells of few arms,
 * and few of all.
 */
export function byArms(cells: readonly Cell[]): Cell[] {
  return cells.toSorted((a, b) =>
    b.arms.length - a.arms.length || Number(b.ratio > 0) - Number(a.ratio > 0)
  );
}
