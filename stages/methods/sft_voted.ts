/**
 * SFT on the demonstrations that an ensemble of rewards ranks above the base's
 * own responses ("Secrets of RLHF II", arXiv 2401.06080, on demonstrations).
 *
 * @module
 */

import { armSettings } from "./arm.ts";
import type { Cell } from "./cell.ts";
import { imitateSelected } from "./selected.ts";
import { votesOn } from "./votes.ts";

/** Imitates the demonstrations that the vote is for. */
export function sftVoted(cell: Cell, arm: string): void {
  const { above, ...training } = armSettings(cell.settings, "sft/voted", arm);
  imitateSelected(cell, arm, training, { above }, votesOn(cell));
}
