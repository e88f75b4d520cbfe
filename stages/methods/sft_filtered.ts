/**
 * SFT on the demonstrations that the base finds likeliest: the simplest way to
 * leave out bad ones, without any reward.
 *
 * @module
 */

import { likelihood } from "../likelihood.ts";
import { armSettings } from "./arm.ts";
import type { Cell } from "./cell.ts";
import { imitateSelected } from "./selected.ts";

/** Imitates a share of the demonstrations. */
export function sftFiltered(cell: Cell, arm: string): void {
  const { add, once, where, base, demonstrations } = cell;
  const { keep, ...training } = armSettings(cell.settings, "sft/filtered", arm);
  const name = `likelihood/${where}`;
  const { scores, account } = once(
    name,
    () => add(name, likelihood, {}, { policy: base, demonstrations }),
  );
  imitateSelected(cell, arm, training, { keep }, {
    scores,
    accounts: { [name]: account },
  });
}
