/**
 * SFT with at least the compute of the costliest arm: whether a method does
 * better because of what it learns, or because it computes for longer.
 *
 * @module
 */

import { armSettings } from "./arm.ts";
import type { Cell } from "./cell.ts";
import { imitate, imitationLaw } from "./sft.ts";

/** Imitates for longer. */
export function sftCompute(cell: Cell, arm: string): void {
  const settings = armSettings(cell.settings, "sft/compute", arm);
  cell.evaluate(arm, imitate(cell, arm, settings), imitationLaw);
}
