/**
 * What stands below the table: how its numbers came about, what the law's
 * claim comes to over the whole sweep, and the verdicts of the other cells.
 *
 * @module
 */

import { comparedArms } from "./compared.ts";
import { gain } from "../law/odds.ts";
import { cellsOf, type Regime } from "../law/regimes.ts";
import {
  type Arm,
  type Cell,
  type Results,
  verdicts,
} from "../results_file.ts";

type Said = Pick<Results, "cells" | "imitation" | "comparisons">;

/** The notes, each a sentence or two. */
export function notesOf(
  { cells, imitation, comparisons }: Said,
  focus: Cell | undefined,
): string[] {
  if (focus === undefined) return [];
  const counts = cells.map(({ seeds }) => seeds.length);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  if (comparisons.made === 0) {
    return [
      `vs ${imitation}: difference from ${imitation}, paired by seed`,
      most === 1
        ? "One seed: a lead, not a result"
        : `${most} seeds: too few for an interval, and a lead, not a result`,
      ...elsewhere(cells),
    ];
  }
  return [
    `vs ${imitation}: difference from ${imitation}, paired by seed, and half ` +
    `its 95 % interval (Student's t over ` +
    `${fewest === most ? most : `${fewest} to ${most}`} seeds); a verdict ` +
    `where the interval leaves out zero`,
    `Of ${comparisons.made} comparisons in all cells ` +
    `${comparisons.distinguished} are distinguished; were no arm different, ` +
    `${Number(comparisons.expectedByChance.toFixed(1))} would be by chance`,
    ...claim(cells, imitation),
    ...cells.filter((cell) => cell !== focus).map((cell) =>
      `${cell.kind}, base ${cell.baseRatio}, demonstrations ${cell.ratio}: ` +
      verdictsOf(cell)
    ),
    ...elsewhere(cells),
  ];
}

function elsewhere(cells: readonly Cell[]): string[] {
  return [
    cells.length > 1
      ? "All cells, metrics and intervals: in the report and its results.json"
      : "All metrics and intervals: in the report and its results.json",
  ];
}

/**
 * The law's claim: what goes beyond imitation is better where the base is worse
 * than the demonstrations, and worse where it is cleaner.
 */
function claim(cells: readonly Cell[], imitation: string): string[] {
  const beyond = ({ law }: Arm) => law !== null && gain(law) > 1;
  const within = (regime: Regime) =>
    cellsOf(cells, regime).flatMap((cell) => comparedArms(cell).filter(beyond));
  const parts = [
    {
      arms: within("worse"),
      where: "the base is worse than the demonstrations",
    },
    { arms: within("cleaner"), where: "it is cleaner" },
  ].filter(({ arms }) => arms.length > 0);
  if (parts.length === 0) return [];
  return [
    `Arms that the law takes beyond ${imitation}: ` +
    parts.map(({ arms, where }) => `where ${where}, ${tally(arms)}`)
      .join("; "),
  ];
}

/** "3 better, 0 worse, 1 not distinguished" */
function tally(arms: readonly Arm[]): string {
  return verdicts.map((verdict) =>
    `${arms.filter((arm) => judged(arm) === verdict).length} ${verdict}`
  ).join(", ");
}

/** More than that many arms are counted rather than named. */
const named = 3;

function verdictsOf(cell: Cell): string {
  const compared = comparedArms(cell);
  return verdicts.flatMap((verdict) => {
    const such = compared.filter((arm) => judged(arm) === verdict);
    if (such.length === 0) return [];
    const names = verdict !== "not distinguished" && such.length <= named
      ? such.map(({ method }) => method).join(", ")
      : String(such.length);
    return [`${names} ${verdict}`];
  }).join("; ");
}

function judged({ difference: { imitation } }: Arm) {
  return imitation?.verdict;
}
