/**
 * The table that a terminal of 80 columns shows: the arms of one cell. What
 * the other cells say stands in the notes below it.
 *
 * @module
 */

import type { MetricName } from "../evaluation_file.ts";
import type { Arm, Cell, Results, Table } from "../results_file.ts";
import { wholeArms } from "./compared.ts";
import { notesOf } from "./notes.ts";
import { short } from "./short.ts";

/** The columns after the arm: of those, the ones that there are numbers for. */
const columns: readonly {
  readonly name: string;
  readonly note: string;
  readonly text: (arm: Arm) => string | null;
}[] = [
  metric("PER", "per_greedy", 3, "phoneme error rate, greedy; lower is better"),
  metric("T=1", "per_sampled", 3, "the same, sampled at temperature 1"),
  metric("T=.7", "per_t07", 3, "the same, sampled at temperature 0.7"),
  metric(
    "Perpl.",
    "perplexity",
    2,
    "perplexity of held-out references, a token; lower is better",
  ),
  metric("Judge", "judge_reward", 2, "reward by a judge; higher is better"),
  metric("Low", "low_quality_rate", 2, "low-quality share of samples at T=1"),
  {
    name: "Law",
    note: "that share as the law of odds predicts it",
    text: ({ predictedLowRate: rate }) => rate === null ? null : short(rate, 2),
  },
];

function metric(
  name: string,
  metric: MetricName,
  digits: number,
  note: string,
): typeof columns[number] {
  return {
    name,
    note,
    text: ({ metrics: { [metric]: estimate } }) =>
      estimate === undefined ? null : short(estimate.mean, digits),
  };
}

/** The cell that most arms were evaluated in; of equal ones the last. */
export function focusOf(cells: readonly Cell[]): Cell | undefined {
  return cells.reduce<Cell | undefined>(
    (best, cell) =>
      best === undefined || cell.arms.length >= best.arms.length ? cell : best,
    undefined,
  );
}

/** One row an arm of the focus, and what there is to say of the others. */
export function tableOf(
  results: Omit<Results, "table" | "results" | "version">,
): Table {
  const { cells, imitation, gold } = results;
  const focus = focusOf(cells);
  const arms = focus === undefined ? [] : wholeArms(focus);
  const shown = columns.filter(({ text }) =>
    arms.some((arm) => text(arm) !== null)
  );
  const judged = arms.some(({ difference }) => difference.imitation?.interval);
  return {
    title: focus === undefined
      ? "No arm has seen demonstrations: there is nothing to compare"
      : `${focus.kind}: ${wherein(focus)}`,
    columns: [
      { name: "Arm", align: "left" },
      ...shown.map(({ name }) => ({ name, align: "right" as const })),
      { name: `vs ${imitation}`, align: "right" },
      ...judged ? [{ name: "", align: "left" as const }] : [],
    ],
    rows: arms.map((arm) => [
      arm.method,
      ...shown.map(({ text }) => text(arm)),
      difference(arm, gold),
      ...judged ? [verdict(arm)] : [],
    ]),
    notes: [
      ...shown.map(({ name, note }) => `${name}: ${note}`),
      ...notesOf(results, focus),
    ],
  };
}

function wherein({ baseRatio, ratio, lowRates }: Cell): string {
  const found = lowRates.base === null
    ? ""
    : ` (its samples: ${short(lowRates.base.mean, 2)})`;
  return `base ${baseRatio}${found}, demonstrations ${ratio}`;
}

/** With half the width of the interval, which is as wide on either side. */
function difference({ difference }: Arm, gold: Results["gold"]): string | null {
  if (difference.imitation === null) return null;
  const digits = gold === "per_greedy" ? 3 : 2;
  const { mean, interval } = difference.imitation;
  const text = short(mean, digits);
  return interval === null
    ? text
    : `${text}±${short((interval.high - interval.low) / 2, digits)}`;
}

function verdict({ difference: { imitation } }: Arm): string {
  const { verdict } = imitation ?? {};
  return verdict === "better" || verdict === "worse" ? verdict : "";
}
