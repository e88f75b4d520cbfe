/**
 * SFT on the demonstrations that an ensemble of rewards does not rank below the
 * base's own responses ("Secrets of RLHF II", arXiv 2401.06080, on demonstrations).
 *
 * @module
 */

import { armSettings } from "./arm.ts";
import type { Cell } from "./cell.ts";
import { imitateSelected } from "./selected.ts";
import { votesOn } from "./votes.ts";

/** Imitates the demonstrations that the vote is not against. */
export function sftVoted(cell: Cell, arm: string): void {
  const { least, ...training } = armSettings(cell.settings, "sft/voted", arm);
  imitateSelected(cell, arm, training, { least }, votesOn(cell));
}
