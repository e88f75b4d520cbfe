/**
 * Made-up results for tests of what a report says: cells with intervals and
 * verdicts from a few numbers, computed the plain way.
 *
 * @module
 */

import type { Law } from "../law/law.ts";
import type {
  Arm,
  Cell,
  Difference,
  Estimate,
  Results,
} from "../results_file.ts";

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

/** One round of reward learning that goes beyond imitation. */
export const sharp: Law = { beta: 0.3, rounds: 1, reference: "base" };

/** What is made up of an arm; means of rates, differences by seed. */
export interface MadeArm {
  readonly differences?: readonly number[];
  readonly law?: Law | null;
  readonly low?: number;
  readonly predicted?: number | null;
}

/** An arm with its difference from imitation. */
export function arm(method: string, made: MadeArm): Arm {
  const { differences, law = sharp, low = 0.2, predicted = null } = made;
  return {
    method,
    law,
    metrics: {
      per_greedy: estimateOf([0.3]),
      low_quality_rate: estimateOf([low]),
    },
    compute: {
      flops: 1,
      trainedTokens: 0,
      generatedTokens: 0,
      scoredTokens: 0,
    },
    predictedLowRate: predicted,
    winRates: { imitation: null, base: null },
    difference: {
      imitation: differences === undefined ? null : differenceOf(differences),
      base: null,
    },
  };
}

/** A cell of a base and demonstrations of such low-quality rates. */
export function cell(
  [base, demonstrations]: readonly [number, number],
  arms: Readonly<Record<string, MadeArm>>,
): Cell {
  const rate = (mean: number) => ({ mean, interval: null, seeds: 3 });
  return {
    kind: "truncated",
    baseRatio: base,
    ratio: demonstrations,
    seeds: [1, 2, 3],
    lowRates: {
      base: rate(base),
      demonstrations: rate(demonstrations),
    },
    arms: [
      arm("base", { law: null }),
      arm("sft", { law: { ...sharp, beta: 1 } }),
      ...Object.entries(arms).map(([method, made]) => arm(method, made)),
    ],
  };
}

/** Differences that an interval tells from zero, and some that it does not. */
export const lower = { differences: [-0.05, -0.06, -0.07] };
export const higher = { differences: [0.05, 0.06, 0.07] };
export const unclear = { differences: [-0.05, 0.06, 0.01] };
/** Rates where the base is worse than the demonstrations, and cleaner. */
export const worse = [0.7, 0.35] as const;
export const cleaner = [0, 0.35] as const;
