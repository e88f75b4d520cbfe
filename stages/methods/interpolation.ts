/**
 * Interpolation between the base and the imitated policy, and ExPO (arXiv
 * 2404.16792), which goes beyond it. Neither is trained: they show how much of
 * a method's gain a single number, chosen on validation words, can give.
 *
 * @module
 */

import { interpolation as kind } from "../interpolation.ts";
import { armSettings } from "./arm.ts";
import type { Cell } from "./cell.ts";
import { imitated } from "./sft.ts";

/** Goes part of the way from the base to the imitated policy. */
export function interpolation(cell: Cell, arm: string): void {
  move(cell, arm, armSettings(cell.settings, "interpolation", arm).alphas);
}

/** Goes on from the base beyond the imitated policy. */
export function expo(cell: Cell, arm: string): void {
  move(cell, arm, armSettings(cell.settings, "expo", arm).alphas);
}

function move(cell: Cell, arm: string, alphas: readonly number[]): void {
  const { add, where, base, validation, gathered } = cell;
  const to = imitated(cell);
  const name = `interpolation/${arm}/${where}`;
  const { policy, summary, account } = add(name, kind, {
    alphas: [...alphas],
  }, { from: base, to: to.policy, validation });
  gathered.summaries[name] = summary;
  cell.evaluate(arm, {
    policy,
    accounts: { ...to.accounts, [name]: account },
  });
}
