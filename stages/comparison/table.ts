/**
 * The table over methods and ratios, as a terminal of 80 columns shows it.
 *
 * @module
 */

import { byCodeUnit } from "../data/order.ts";
import type { MetricName } from "../evaluation_file.ts";
import type { Result, Table } from "../results_file.ts";

/** The columns after method and ratio: the gold metrics first. */
const columns: readonly {
  readonly name: string;
  readonly metric: MetricName;
  readonly digits: number;
  readonly note: string;
}[] = [
  {
    name: "PER",
    metric: "per_greedy",
    digits: 3,
    note: "phoneme error rate on held-out words, greedy; lower is better",
  },
  {
    name: "PER T=1",
    metric: "per_sampled",
    digits: 3,
    note: "the same, sampled at temperature 1; lower is better",
  },
  {
    name: "Words",
    metric: "word_accuracy_greedy",
    digits: 3,
    note: "share of words that are all right, greedy; higher is better",
  },
  {
    name: "Low",
    metric: "low_quality_rate",
    digits: 3,
    note: "share of samples of the low-quality kind; lower is better",
  },
  {
    name: "Margin",
    metric: "margin",
    digits: 2,
    note: "log-probability of clean over low-quality, nats; higher is better",
  },
  {
    name: "KL",
    metric: "kl_to_base",
    digits: 3,
    note: "divergence from the base policy, nats; how far it moved",
  },
];

/** Methods by their first word, in the order in which they build on another. */
const firstMethods = ["base", "sft", "spin", "irft", "rft"];

/**
 * Orders methods: the known ones first, each with its variants ("irft round 2"),
 * then the others by code unit.
 */
export function byMethod(a: string, b: string): number {
  const rank = (method: string) => {
    const index = firstMethods.indexOf(method.split(" ")[0]!);
    return index < 0 ? firstMethods.length : index;
  };
  return rank(a) - rank(b) || byCodeUnit(a, b);
}

/** Orders results by method, ratio and seed. */
export function byArm(a: Result, b: Result): number {
  return byMethod(a.method, b.method) || (a.ratio ?? -1) - (b.ratio ?? -1) ||
    a.seed - b.seed;
}

/**
 * One row a method and ratio: means over seeds, with their standard error
 * where there is more than one seed.
 *
 * @param results In the order of {@linkcode byArm}; at least one.
 */
export function tableOf(results: readonly Result[]): Table {
  const arms = armsOf(results);
  const seeds = arms.map((arm) => arm.length);
  const [fewest, most] = [Math.min(...seeds), Math.max(...seeds)];
  return {
    title: "Methods by the share of low-quality demonstrations",
    columns: [
      { name: "Method", align: "left" },
      { name: "Ratio", align: "right", digits: 2 },
      ...columns.map(({ name, digits }) => ({
        name,
        align: "right" as const,
        digits,
      })),
    ],
    rows: arms.map((arm) => [
      arm[0]!.method,
      arm[0]!.ratio,
      ...columns.map(({ metric, digits }) =>
        cell(
          arm.flatMap(({ metrics: { [metric]: value } }) => value ?? []),
          digits,
        )
      ),
    ]),
    notes: [
      "Ratio: share of low-quality rows among the demonstrations",
      ...columns.map(({ name, note }) => `${name}: ${note}`),
      ...(most === 1 ? ["One seed: a lead, not a result"] : [
        `Means over ${fewest === most ? most : `${fewest} to ${most}`} seeds ` +
        `± one standard error of the mean`,
      ]),
    ],
  };
}

/** Results that differ by seed alone, which stand beside each other. */
function armsOf(results: readonly Result[]): Result[][] {
  const arms: Result[][] = [];
  for (const result of results) {
    const last = arms.at(-1);
    if (
      last !== undefined && last[0]!.method === result.method &&
      last[0]!.ratio === result.ratio
    ) {
      last.push(result);
    } else {
      arms.push([result]);
    }
  }
  return arms;
}

/** A number as it is, or the mean of several with its standard error. */
function cell(
  values: readonly number[],
  digits: number,
): number | string | null {
  if (values.length <= 1) return values[0] ?? null;
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.map((value) => (value - mean) * (value - mean));
  const variance = squares.reduce((sum, square) => sum + square, 0) /
    (count - 1);
  const error = Math.sqrt(variance / count);
  return `${short(mean, digits)}±${short(error, digits)}`;
}

/** Fixed digits without a leading zero: six such pairs fit a line. */
function short(value: number, digits: number): string {
  const text = value.toFixed(digits);
  const unsigned = Number(text) === 0 ? text.replace("-", "") : text;
  return unsigned.replace(/^(-?)0\./, "$1.");
}
