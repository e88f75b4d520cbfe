/**
 * Made-up results for tests of what a report says: cells with intervals and
 * verdicts from a few numbers, computed the plain way.
 *
 * @module
 */

import type { Cell, Difference, Estimate, Results } from "../results_file.ts";

/** 97.5 % quantiles of Student's t by degrees of freedom. */
const quantiles = [NaN, 12.706, 4.303, 3.182, 2.776, 2.571] as const;

/** A mean with its interval, which takes three values. */
export function estimateOf(values: readonly number[]): Estimate {
  const seeds = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / seeds;
  const squares = values.reduce((sum, v) => sum + (v - mean) * (v - mean), 0);
  const half = (quantiles[seeds - 1] ?? 2) *
    Math.sqrt(squares / Math.max(1, seeds - 1) / seeds);
  return {
    mean,
    seeds,
    interval: seeds < 3 ? null : { low: mean - half, high: mean + half },
  };
}

/** A difference with its verdict. */
export function differenceOf(values: readonly number[]): Difference {
  const { mean, interval, seeds } = estimateOf(values);
  return {
    mean,
    interval,
    seeds,
    promptInterval: null,
    verdict: interval === null || interval.low <= 0 && interval.high >= 0
      ? "not distinguished"
      : mean < 0
      ? "better"
      : "worse",
  };
}

/** Results around cells. */
export function resultsOf(cells: readonly Cell[]): Results {
  const judged = cells.flatMap(({ arms }) =>
    arms.flatMap(({ difference: { imitation } }) =>
      imitation === null || imitation.interval === null ? [] : [imitation]
    )
  );
  return {
    version: 2,
    gold: "per_greedy",
    imitation: "sft",
    results: [],
    cells: [...cells],
    comparisons: {
      made: judged.length,
      distinguished:
        judged.filter(({ verdict }) => verdict !== "not distinguished").length,
      expectedByChance: 0.05 * judged.length,
    },
    table: { title: "", columns: [], rows: [], notes: [] },
  };
}
