/**
 * IRFT (arXiv 2405.17888, Algorithm 2): rounds of self-play from the base.
 *
 * @module
 */

import { armSettings } from "./arm.ts";
import type { Cell } from "./cell.ts";
import { playRounds } from "./self_play.ts";

/** Plays from the base. */
export function irft(cell: Cell, arm: string): void {
  const settings = armSettings(cell.settings, "irft", arm);
  playRounds(cell, arm, settings, {
    name: "base",
    policy: cell.base,
    accounts: {},
  }, true);
}
