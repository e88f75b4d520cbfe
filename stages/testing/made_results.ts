/**
 * Results of made-up evaluations, computed the plain way: means, intervals by
 * Student's t, verdicts.
 *
 * @module
 */

import type { Evaluation, MetricName } from "../evaluation_file.ts";
import type {
  Arm,
  Cell,
  Difference,
  Estimate,
  Result,
  Results,
} from "../results_file.ts";
import { baseRateOf, predictedRate } from "./made_evaluations.ts";

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

/**
 * The results of evaluations, each with the digest of its artifact. Without a
 * gold metric they are judged by perplexity.
 */
export function makeResults(
  evaluations: readonly (readonly [Evaluation, string])[],
): Results {
  const gold = evaluations.some(([{ metrics }]) => "per_greedy" in metrics)
    ? "per_greedy"
    : "perplexity";
  const results = evaluations.map(([one, source]): Result => ({
    method: one.method,
    kind: one.kind,
    baseRatio: one.baseRatio,
    ratio: one.ratio,
    seed: one.seed,
    law: one.law,
    metrics: one.metrics,
    compute: one.compute,
    predictedLowRate: null,
    winRates: { imitation: 0.5, base: 0.6 },
    source,
  }));
  const places = new Map(
    results.flatMap((one) =>
      one.ratio === null
        ? []
        : [[`${one.kind}/${one.baseRatio}/${one.ratio}`, one] as const]
    ),
  );
  const cells = [...places.values()].map((place) =>
    makeCell(results, place, gold)
  );
  return { ...resultsOf(cells, results), gold };
}

/** Results around cells. */
export function resultsOf(
  cells: readonly Cell[],
  results: readonly Result[] = [],
): Results {
  const judged = cells.flatMap(({ arms }) =>
    arms.flatMap(({ difference: { imitation } }) =>
      imitation === null || imitation.interval === null ? [] : [imitation]
    )
  );
  return {
    version: 2,
    gold: "per_greedy",
    imitation: "sft",
    results: [...results],
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

function makeCell(
  results: readonly Result[],
  place: Result,
  gold: Results["gold"],
): Cell {
  const { kind, baseRatio } = place;
  const ratio = place.ratio as number;
  const own = results.filter((one) =>
    one.kind === kind && one.baseRatio === baseRatio &&
    (one.ratio === ratio || one.ratio === null)
  );
  const seeds = [...new Set(own.map(({ seed }) => seed))];
  const methods = [...new Set(own.map(({ method }) => method))];
  const rate = (mean: number) => ({
    mean,
    seeds: seeds.length,
    interval: null,
  });
  const sft = own.filter(({ method }) => method === "sft");
  return {
    kind,
    baseRatio,
    ratio,
    seeds,
    lowRates: gold === "perplexity"
      ? { base: null, demonstrations: null }
      : { base: rate(baseRateOf(baseRatio)), demonstrations: rate(ratio) },
    arms: methods.map((method) => {
      const rows = own.filter((one) => one.method === method);
      return makeArm(rows, method === "sft" ? [] : sft, ratio, gold);
    }),
  };
}

function makeArm(
  rows: readonly Result[],
  sft: readonly Result[],
  ratio: number,
  gold: Results["gold"],
): Arm {
  const { method, law, compute, baseRatio, winRates } = rows[0] as Result;
  const names = Object.keys((rows[0] as Result).metrics) as MetricName[];
  const differences = rows.flatMap(({ seed, metrics }) => {
    const other = sft.find((one) => one.seed === seed);
    return other === undefined
      ? []
      : [(metrics[gold] ?? 0) - (other.metrics[gold] ?? 0)];
  });
  return {
    method,
    law,
    metrics: Object.fromEntries(
      names.map((
        name,
      ) => [name, estimateOf(rows.map(({ metrics }) => metrics[name] ?? 0))]),
    ),
    compute,
    predictedLowRate: law === null
      ? null
      : predictedRate(law, baseRateOf(baseRatio), ratio),
    winRates,
    difference: {
      imitation: differences.length === 0 ? null : differenceOf(differences),
      base: null,
    },
  };
}
