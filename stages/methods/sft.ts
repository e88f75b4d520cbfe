/**
 * SFT: imitation of the demonstrations. What every method is compared with,
 * and where some of them begin.
 *
 * @module
 */

import type { Law } from "../law/law.ts";
import type { SftSettings } from "./settings.ts";
import { sft as kind } from "../sft.ts";
import { armSettings } from "./arm.ts";
import type { Cell, Dataset, Trained } from "./cell.ts";
import { paced } from "./paced.ts";

/** Imitation arrives at the demonstrations' odds. */
export const imitationLaw: Law = { beta: 1, rounds: 1, reference: "base" };

/** Evaluates the imitated policy. */
export function sft(cell: Cell, arm: string): void {
  const settings = armSettings(cell.settings, "sft", arm);
  cell.evaluate(
    arm,
    arm === "sft" ? imitated(cell) : imitate(cell, arm, settings),
    imitationLaw,
  );
}

/** The policy of the arm `sft`, from which other methods begin. */
export function imitated(cell: Cell): Trained {
  return cell.once("sft", () => imitate(cell, "sft", cell.settings.sft));
}

/** Fine-tunes the base, on the cell's demonstrations or on some of them. */
export function imitate(
  cell: Cell,
  arm: string,
  settings: SftSettings,
  demonstrations: Dataset = cell.demonstrations,
): Trained {
  const { add, seed, base, gathered } = cell;
  const name = `${arm}/${cell.where}`;
  const trained = add(name, kind, { ...paced(settings), seed }, {
    base,
    demonstrations,
  });
  gathered.curves[name] = trained.curves;
  return { policy: trained.policy, accounts: { [name]: trained.account } };
}
