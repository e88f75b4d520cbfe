/**
 * SPIN (arXiv 2401.01335) as published: self-play from the imitated policy,
 * over all demonstrations at once.
 *
 * @module
 */

import { armSettings } from "./arm.ts";
import type { Cell } from "./cell.ts";
import { playRounds } from "./self_play.ts";
import { imitated } from "./sft.ts";

/** Plays from the imitated policy. */
export function spin(cell: Cell, arm: string): void {
  const settings = armSettings(cell.settings, "spin", arm);
  playRounds(cell, arm, settings, { name: "sft", ...imitated(cell) }, false);
}
