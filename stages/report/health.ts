/**
 * How the trainings went: their curves, and what they warned of.
 *
 * @module
 */

import { count, grouped, list } from "../../web/report/number.ts";
import type { DataTable } from "../../web/report/view.ts";
import type { Curves } from "../curves.ts";
import type { Figure } from "../figures/figure.ts";
import { learningCurves, type Run } from "../figures/learning_curves.ts";
import type { Cell } from "../results_file.ts";
import type { Labelled } from "./inputs.ts";
import { cellText } from "./names.ts";

/** The curves of one cell's trainings and of its base; none without any. */
export async function healthChart(
  curves: readonly Labelled<Curves>[],
  cell: Cell | undefined,
): Promise<Figure | undefined> {
  const runs = curves.flatMap((one) => runsOf(one, cell));
  if (runs.length === 0) return undefined;
  return await learningCurves({
    name: "training",
    title: "Training curves",
    caption:
      `Every training of the cell ${
        cell === undefined ? "" : `${cellText(cell)} `
      }and of its base: a panel for each training and series, a line for each ` +
      `run. The log-probabilities of chosen and rejected responses, in nats, share a ` +
      `panel, as do the accuracies of the reward on its training pairs and ` +
      `on held-out ones.`,
  }, runs.toSorted((a, b) => rank(a) - rank(b)));
}

/** Which trainings come first; the others follow by name. */
const order = ["pretraining", "sft", "self-play", "reward", "policy"];

function rank({ training }: Run): number {
  const index = order.indexOf(training.split("/")[0] as string);
  return index < 0 ? order.length : index;
}

/** The series of a training, if it belongs to the cell or to its base. */
function runsOf(
  { label, value }: Labelled<Curves>,
  cell: Cell | undefined,
): Run[] {
  const parts = label.split("/");
  const setting = (name: string) =>
    parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  const [base, ratio, seed] = ["base", "ratio", "seed"].map(setting);
  const kind = cell === undefined ? undefined : parts.includes(cell.kind);
  // A base of ratio 0 is the same for every kind, and names none.
  const own = cell === undefined ||
    (base === undefined || Number(base) === cell.baseRatio) &&
      (ratio === undefined || Number(ratio) === cell.ratio) &&
      (kind === true || ratio === undefined && Number(base) === 0);
  if (!own) return [];
  const training = parts.filter((part) =>
    !/^(base|ratio|seed)=/.test(part) && part !== cell?.kind
  ).join("/");
  return value.series.filter(({ points }) => points.length > 0).map(
    ({ name, unit, points }) => ({
      training,
      run: seed === undefined ? undefined : `seed ${seed}`,
      series: name,
      unit,
      points,
    }),
  );
}

/** Every warning, with the stage that it came from. */
export function warningTable(curves: readonly Labelled<Curves>[]): DataTable {
  return {
    columns: ["stage", "step", "rule", "what was seen"],
    rows: curves.flatMap(({ label, value }) =>
      value.warnings.map(({ step, rule, message }) => [
        label,
        grouped(step),
        rule,
        message,
      ])
    ),
  };
}

/** How many trainings warned, by rule. */
export function warningText(curves: readonly Labelled<Curves>[]): string {
  const rules = new Map<string, number>();
  for (const { value: { warnings } } of curves) {
    for (const rule of new Set(warnings.map(({ rule }) => rule))) {
      rules.set(rule, (rules.get(rule) ?? 0) + 1);
    }
  }
  const warned = curves.filter(({ value }) => value.warnings.length > 0);
  if (curves.length === 0) return "No training left curves.";
  if (warned.length === 0) {
    return `None of ${count(curves.length, "training")} warned.`;
  }
  return `${warned.length} of ${count(curves.length, "training")} warned: ${
    list([...rules].map(([rule, n]) => `${rule} (${n})`))
  }. A warning is no verdict: an arm that warned is evaluated like any other.`;
}
