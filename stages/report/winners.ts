/**
 * Which method wins in a cell, by verdicts.
 *
 * @module
 */

import { comparedArms } from "../comparison/compared.ts";
import type { Arm, Cell } from "../results_file.ts";

/** What a cell comes to. */
export type Winner =
  /** The lowest of the arms that are distinguished from imitation as lower. */
  | { readonly kind: "arm"; readonly arm: Arm; readonly difference: number }
  /** Every arm is distinguished from imitation as higher. */
  | { readonly kind: "imitation"; readonly nearest: number }
  /** Neither; with the lowest mean difference. */
  | { readonly kind: "open"; readonly arm: Arm; readonly difference: number };

/**
 * The arms that may win: those that every cell has, so that no cell has more
 * chances than another.
 */
export function candidatesOf(cells: readonly Cell[]): string[] {
  const [first, ...others] = cells.map((cell) =>
    comparedArms(cell).map(({ method }) => method)
  );
  return (first ?? []).filter((arm) =>
    others.every((arms) => arms.includes(arm))
  );
}

/** The winner among the candidates; undefined without one. */
export function winnerOf(
  cell: Cell,
  candidates: readonly string[],
): Winner | undefined {
  const arms = comparedArms(cell).flatMap((arm) => {
    const difference = arm.difference.imitation;
    return difference !== null && candidates.includes(arm.method)
      ? [{ arm, difference }]
      : [];
  }).toSorted((a, b) => a.difference.mean - b.difference.mean);
  const [lowest] = arms;
  if (lowest === undefined) return undefined;
  const better = arms.find(({ difference }) => difference.verdict === "better");
  if (better !== undefined) {
    return {
      kind: "arm",
      arm: better.arm,
      difference: better.difference.mean,
    };
  }
  const { arm, difference: { mean } } = lowest;
  return arms.every(({ difference }) => difference.verdict === "worse")
    ? { kind: "imitation", nearest: mean }
    : { kind: "open", arm, difference: mean };
}
