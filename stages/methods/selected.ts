/**
 * Imitation of some of the demonstrations, chosen by a score.
 *
 * @module
 */

import { selection } from "../selection.ts";
import type { SftSettings } from "./settings.ts";
import { accountsOf } from "./accounts.ts";
import type { Cell, Scored } from "./cell.ts";
import { imitate } from "./sft.ts";

/** Selects demonstrations, imitates them, and evaluates the arm. */
export function imitateSelected(
  cell: Cell,
  arm: string,
  training: SftSettings,
  rule: { readonly keep: number } | { readonly least: number },
  scored: Scored,
): void {
  const { add, where, demonstrations, gathered } = cell;
  const name = `selection/${arm}/${where}`;
  const selected = add(name, selection, rule, {
    demonstrations,
    scores: scored.scores,
  });
  gathered.summaries[name] = selected.summary;
  const trained = imitate(cell, arm, training, selected.demonstrations);
  cell.evaluate(arm, {
    policy: trained.policy,
    accounts: accountsOf([scored, trained]),
  });
}
