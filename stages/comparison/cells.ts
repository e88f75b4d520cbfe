/**
 * What the results say of each cell of the sweep, over its seeds.
 *
 * @module
 */

import { cellLabel } from "../cell_label.ts";
import { byCodeUnit } from "../data/order.ts";
import {
  type Compute,
  type MetricName,
  metricNames,
} from "../evaluation_file.ts";
import type { Arm, Cell, Difference, Verdict } from "../results_file.ts";
import { meanOfAll, percentileInterval } from "../statistics/bootstrap.ts";
import {
  estimate,
  type Interval,
  paired,
  type Seeded,
} from "../statistics/estimate.ts";
import { mean } from "../statistics/mean.ts";
import { byMethod } from "./order.ts";
import type { Policy, Question } from "./policies.ts";

/**
 * The cells, by kind, base ratio and ratio. The base, which has seen no
 * demonstrations, stands in each cell of its kind and ratio.
 */
export function cellsOf(
  policies: readonly Policy[],
  demonstrationRates: ReadonlyMap<string, number>,
  question: Question,
): Cell[] {
  const places = new Map<string, Pick<Cell, "kind" | "baseRatio" | "ratio">>();
  for (const { result: { kind, baseRatio, ratio } } of policies) {
    if (ratio === null) continue;
    const place = { kind, baseRatio, ratio };
    places.set(JSON.stringify(place), place);
  }
  return [...places.values()].sort((a, b) =>
    byCodeUnit(a.kind, b.kind) || a.baseRatio - b.baseRatio ||
    a.ratio - b.ratio
  ).map((place) => {
    const inside = policies.filter(({ result }) =>
      result.kind === place.kind && result.baseRatio === place.baseRatio &&
      (result.ratio === null || result.ratio === place.ratio)
    );
    return cellOf(place, inside, demonstrationRates, question);
  });
}

function cellOf(
  place: Pick<Cell, "kind" | "baseRatio" | "ratio">,
  policies: readonly Policy[],
  demonstrationRates: ReadonlyMap<string, number>,
  { gold, imitation }: Question,
): Cell {
  const bySeeds = (method: string) =>
    policies.filter(({ result }) => result.method === method)
      .sort((a, b) => a.result.seed - b.result.seed);
  const methods = [...new Set(policies.map(({ result }) => result.method))]
    .sort(byMethod);
  const trained = policies.filter(({ result }) => result.ratio !== null);
  const seeds = [...new Set(trained.map(({ result }) => result.seed))]
    .sort((a, b) => a - b);
  const base = bySeeds("base");
  const imitating = bySeeds(imitation);
  return {
    ...place,
    seeds,
    lowRates: {
      base: estimateOf(
        base.flatMap(({ result }) => result.metrics.low_quality_rate ?? []),
      ),
      demonstrations: estimateOf(
        seeds.flatMap((seed) =>
          demonstrationRates.get(cellLabel({ ...place, seed })) ?? []
        ),
      ),
    },
    arms: methods.map((method): Arm => {
      const own = bySeeds(method);
      const results = own.map(({ result }) => result);
      const against = (others: readonly Policy[], name: string) =>
        method === name ? null : differenceOf(own, others, gold);
      return {
        method,
        law: results[0]!.law,
        metrics: metricsOf(own),
        compute: computeOf(results.map(({ compute }) => compute)),
        predictedLowRate: meanOf(
          results.map((result) => result.predictedLowRate),
        ),
        winRates: {
          imitation: meanOf(results.map(({ winRates }) => winRates.imitation)),
          base: meanOf(results.map(({ winRates }) => winRates.base)),
        },
        difference: {
          imitation: against(imitating, imitation),
          base: against(base, "base"),
        },
      };
    }),
  };
}

/**
 * The gold metric of some policies minus that of others, paired by seed; null
 * where no seed has both.
 */
export function differenceOf(
  own: readonly Policy[],
  others: readonly Policy[],
  gold: Question["gold"],
): Difference | null {
  const pairs = paired(seeded(own, gold), seeded(others, gold));
  if (pairs.length === 0) return null;
  const { mean, interval, seeds } = estimate(
    pairs.map(([a, b]) => a.value - b.value),
  );
  const drawn = pairs.flatMap(([a, b]) =>
    a.policy.resampled === undefined || b.policy.resampled === undefined
      ? []
      : [a.policy.resampled.map((value, i) => value - b.policy.resampled![i]!)]
  );
  return {
    mean,
    interval,
    promptInterval: drawn.length < pairs.length
      ? null
      : percentileInterval(meanOfAll(drawn)),
    seeds,
    verdict: verdictOf(interval),
  };
}

/** Of the gold metrics less is better. */
function verdictOf(interval: Interval | null): Verdict {
  if (interval === null) return "not distinguished";
  if (interval.high < 0) return "better";
  return interval.low > 0 ? "worse" : "not distinguished";
}

function seeded(
  policies: readonly Policy[],
  metric: MetricName,
): Seeded<{ readonly value: number; readonly policy: Policy }>[] {
  return policies.flatMap((policy) => {
    const { seed, metrics: { [metric]: value } } = policy.result;
    return value === undefined ? [] : [{ seed, value: { value, policy } }];
  });
}

function metricsOf(policies: readonly Policy[]): Arm["metrics"] {
  const metrics: Arm["metrics"] = {};
  for (const name of metricNames) {
    const found = estimateOf(
      policies.flatMap(({ result }) => result.metrics[name] ?? []),
    );
    if (found !== null) metrics[name] = found;
  }
  return metrics;
}

function computeOf(all: readonly Compute[]): Compute {
  const average = (of: keyof Compute) =>
    Math.round(mean(all.map((compute) => compute[of])));
  return {
    flops: average("flops"),
    trainedTokens: average("trainedTokens"),
    generatedTokens: average("generatedTokens"),
    scoredTokens: average("scoredTokens"),
  };
}

function estimateOf(values: readonly number[]) {
  return values.length === 0 ? null : estimate(values);
}

/** The mean of the values that there are. */
function meanOf(values: readonly (number | null)[]): number | null {
  const there = values.filter((value) => value !== null);
  return there.length === 0 ? null : mean(there);
}
