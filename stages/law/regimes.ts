/**
 * Where the base stands against the demonstrations, which is what the law of
 * odds says that everything hangs on.
 *
 * @module
 */

import type { Cell } from "../results_file.ts";

/**
 * What a base is, compared with the demonstrations, by measured rates; clean
 * where the demonstrations hold no low quality to withstand.
 */
export type Regime = "worse" | "cleaner" | "alike" | "clean" | "not measured";

/** Demonstrations with less low quality than this count as clean. */
export const cleanBelow = 0.02;

/**
 * Rates nearer than this count as alike: the law then predicts little, and
 * less than samples of a thousand words could show.
 */
export const alikeWithin = 0.05;

/** Where a cell's base stands. */
export function regimeOf({ lowRates }: Cell): Regime {
  const { base, demonstrations } = lowRates;
  if (base === null || demonstrations === null) return "not measured";
  if (demonstrations.mean < cleanBelow) return "clean";
  const more = base.mean - demonstrations.mean;
  if (more > alikeWithin) return "worse";
  return more < -alikeWithin ? "cleaner" : "alike";
}

/** The cells of a regime, in their order. */
export function cellsOf(cells: readonly Cell[], regime: Regime): Cell[] {
  return cells.filter((cell) => regimeOf(cell) === regime);
}
