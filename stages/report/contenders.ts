/**
 * The methods that learn a reward, each compared with imitation by ratio and
 * seed.
 *
 * @module
 */

import {
  type Cell,
  cellAt,
  type Grid,
  type MethodCells,
  seeded,
} from "./cells.ts";
import { type Estimate, estimate, paired } from "./statistics.ts";

/** The metric that the question is judged by. */
export const gold = "per_greedy" as const;

/** A method that learns a reward, against imitation. */
export interface Contender {
  readonly cells: MethodCells;
  /** At each ratio that both have. */
  readonly comparisons: readonly Comparison[];
  /** The method's other settings and rounds. */
  readonly others: readonly Pick<Contender, "cells" | "comparisons">[];
  /** True where it was chosen for being the lowest of its settings. */
  readonly chosen: boolean;
}

/** One ratio at which a method and imitation were both evaluated. */
export interface Comparison {
  readonly ratio: number;
  readonly cell: Cell;
  readonly imitation: Cell;
  readonly difference: Estimate;
}

/** Whether a method is `name` or a setting of it, such as `name/beta=0.3`. */
export function belongs(method: string, name: string): boolean {
  const text = method.toLowerCase();
  const start = name.toLowerCase();
  return text === start ||
    text.startsWith(start) && !/[\p{L}\p{N}]/u.test(text.charAt(start.length));
}

/**
 * The method of exactly that name where there is one; its settings are then
 * only mentioned. Otherwise the setting with the lowest mean difference from
 * imitation.
 */
export function contenderOf(
  grid: Grid,
  name: string,
  imitation: MethodCells,
): Contender[] {
  const compared = grid.methods
    .filter(({ method }) => belongs(method, name))
    .map((cells) => ({ cells, comparisons: compare(cells, imitation) }))
    .filter(({ comparisons }) => comparisons.length > 0);
  const mean = ({ comparisons }: typeof compared[number]) =>
    estimate(comparisons.map(({ difference }) => difference.mean)).mean;
  const named = compared.find(({ cells }) => cells.method === name);
  const shown = named ?? compared.toSorted((a, b) => mean(a) - mean(b))[0];
  if (shown === undefined) return [];
  const others = compared.filter((one) => one !== shown);
  return [{ ...shown, others, chosen: named === undefined }];
}

/** The comparisons at every ratio and seed that both have. */
function compare(method: MethodCells, imitation: MethodCells): Comparison[] {
  return method.cells.flatMap((cell) => {
    const other = cellAt(imitation, cell.ratio);
    if (other === undefined) return [];
    const differences = paired(seeded(cell, gold), seeded(other, gold));
    if (differences.length === 0) return [];
    return [{
      ratio: cell.ratio,
      cell,
      imitation: other,
      difference: estimate(differences),
    }];
  });
}
