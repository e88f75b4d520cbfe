/**
 * Which arms of a cell are shown, and which are compared with imitation.
 *
 * @module
 */

import type { Arm, Cell } from "../results_file.ts";

/**
 * The arms that stand for themselves: not the rounds on the way to one of
 * more rounds, such as `rft/rounds=2/round=1`.
 */
export function wholeArms({ arms }: Cell): Arm[] {
  return arms.filter(({ method }) => !/\/round=\d+$/.test(method));
}

/**
 * The whole arms that are compared with imitation. The base is no contender,
 * since it has seen no demonstrations.
 */
export function comparedArms(cell: Cell): Arm[] {
  return wholeArms(cell).filter(({ method, difference }) =>
    method !== "base" && difference.imitation !== null
  );
}
