/**
 * How well the rewards of a cell tell clean responses from low-quality ones.
 * Analysis, not learning: nothing that it reads or writes reaches a learner.
 *
 * @module
 */

import { calibration } from "../calibration.ts";
import type { Cell, Scored } from "./cell.ts";
import { type Learned, rewardInputs } from "./reward.ts";

/** Judges a reward, or an ensemble, once. */
export function calibrate(
  cell: Cell,
  learned: readonly Learned[],
  votes?: Scored,
): void {
  const { add, once, where, kind, baseRatio, ratio, seed, gathered } = cell;
  const [first] = learned;
  if (first === undefined) return;
  const arm = learned.length === 1
    ? first.name
    : `${first.name}/members=${learned.length}`;
  const name = `calibration/${arm}/${where}`;
  once(name, () => {
    const judged = add(name, calibration, {
      arm,
      kind,
      baseRatio,
      ratio,
      seed,
    }, {
      rewards: rewardInputs(learned),
      base: cell.base,
      demonstrations: cell.demonstrations,
      marks: cell.marks,
      references: cell.references,
      ...votes && { votes: votes.scores },
    });
    gathered.calibrations[name] = judged.calibration;
  });
}
