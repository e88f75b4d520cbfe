/**
 * The arms that the answer speaks of, and how often each is distinguished
 * from imitation.
 *
 * @module
 */

import { comparedArms } from "../comparison/compared.ts";
import type { Arm, Cell, Difference } from "../results_file.ts";
import { familyOf } from "./names.ts";

/**
 * One arm for each method that learns a reward: the one in most cells, and of
 * those the one with the largest beta below 1, for which the law predicts that
 * it differs from imitation. No result takes part in the choice.
 */
export function chiefArms(
  cells: readonly Cell[],
  learned: readonly string[],
): string[] {
  return learned.flatMap((family) => {
    const found = new Map<string, { arm: Arm; cells: number }>();
    for (const cell of cells) {
      for (const arm of comparedArms(cell)) {
        if (familyOf(arm.method) !== family) continue;
        const before = found.get(arm.method)?.cells ?? 0;
        found.set(arm.method, { arm, cells: before + 1 });
      }
    }
    const [first] = [...found.values()].toSorted((a, b) =>
      b.cells - a.cells || rank(b.arm) - rank(a.arm)
    );
    return first === undefined ? [] : [first.arm.method];
  });
}

/** Single rounds with a beta below 1 come first, the largest such beta. */
function rank({ law }: Arm): number {
  if (law === null) return -2;
  const below = law.beta < 1 ? law.beta : -1;
  return law.rounds === 1 ? below + 2 : below;
}

/** How an arm compares with imitation over some cells. */
export interface Tally {
  readonly arm: string;
  /** Where both were evaluated. */
  readonly cells: number;
  /** Of those, where seeds give an interval. */
  readonly judged: number;
  /** By an interval that leaves out zero. */
  readonly lower: number;
  readonly higher: number;
  /** By the mean alone. */
  readonly lowerOnAverage: number;
  /** The smallest and the largest mean difference, where there are cells. */
  readonly range: readonly [number, number];
}

/** Counts an arm's verdicts. */
export function tallyOf(cells: readonly Cell[], arm: string): Tally {
  const differences = cells.flatMap((cell): Difference[] => {
    const found = comparedArms(cell).find(({ method }) => method === arm);
    return found?.difference.imitation ? [found.difference.imitation] : [];
  });
  const means = differences.map(({ mean }) => mean);
  const verdicts = (verdict: Difference["verdict"]) =>
    differences.filter((one) => one.verdict === verdict).length;
  return {
    arm,
    cells: differences.length,
    judged: differences.filter(({ interval }) => interval !== null).length,
    lower: verdicts("better"),
    higher: verdicts("worse"),
    lowerOnAverage: means.filter((mean) => mean < 0).length,
    range: [Math.min(...means), Math.max(...means)],
  };
}
