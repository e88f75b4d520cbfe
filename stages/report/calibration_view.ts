/**
 * How well each cell's reward tells clean from low quality, beside the base's
 * likelihood.
 *
 * @module
 */

import { fixed, list, percent, short } from "../../web/report/number.ts";
import type { DataTable } from "../../web/report/view.ts";
import type { Calibration, JudgeCalibration } from "../calibration_file.ts";
import type { Labelled } from "./inputs.ts";

/** The judges, as the columns name them. */
const judges: readonly (readonly [JudgeCalibration["name"], string])[] = [
  ["reward", "reward"],
  ["log-probability per token", "base, a token"],
  ["log-probability", "base, summed"],
];

/** A row for each cell and reward: means over the seeds. */
export function calibrationTable(
  calibrations: readonly Labelled<Calibration>[],
): DataTable {
  const places = byPlace(calibrations.map(({ value }) => value)).toSorted(
    ([a], [b]) => inOrder(a as Calibration, b as Calibration),
  );
  const votes = places.some((own) => own.some(({ vote }) => vote !== null));
  return {
    columns: [
      "kind",
      "base ratio",
      "ratio",
      "reward of",
      ...judges.map(([, short]) => `accuracy: ${short}`),
      ...judges.map(([, short]) => `AUC: ${short}`),
      ...(votes ? ["a vote drops"] : []),
      "seeds",
    ],
    rows: places.map((own) => {
      const { kind, baseRatio, ratio, arm } = own[0] as Calibration;
      const of = (value: (judge: JudgeCalibration) => number | null) =>
        judges.map(([name]) =>
          mean(
            own.flatMap((one) =>
              one.judges.filter((judge) => judge.name === name).map(value)
            ),
          )
        );
      return [
        kind,
        short(baseRatio),
        short(ratio),
        arm,
        ...of(({ accuracy }) => accuracy),
        ...of(({ demonstrationsAuc }) => demonstrationsAuc),
        ...(votes ? [votesText(own)] : []),
        String(own.length),
      ];
    }),
  };
}

/** What dropping by votes takes, of each sort. */
function votesText(own: readonly Calibration[]): string {
  const share = (dropped: number, all: number) =>
    all === 0 ? "\u2013" : percent(dropped / all);
  const voted = own.filter(({ vote }) => vote !== null);
  if (voted.length === 0) return "\u2013";
  const sum = (value: (one: Calibration) => number) =>
    voted.reduce((total, one) => total + value(one), 0);
  return `${
    share(
      sum(({ vote }) => vote?.lowDropped ?? 0),
      sum(({ demonstrations }) => demonstrations.low),
    )
  } of low, ${
    share(
      sum(({ vote }) => vote?.cleanDropped ?? 0),
      sum(({ demonstrations }) => demonstrations.clean),
    )
  } of clean`;
}

/** In how many cells the reward finds bad demonstrations, in a sentence. */
export function calibrationText(
  calibrations: readonly Labelled<Calibration>[],
): string {
  const known = calibrations.flatMap(({ value: { judges } }) => {
    const auc = (name: JudgeCalibration["name"]) =>
      judges.find((judge) => judge.name === name)?.demonstrationsAuc ?? null;
    const [reward, base] = [auc("reward"), auc("log-probability per token")];
    return reward === null || base === null ? [] : [{ reward, base }];
  });
  if (known.length === 0) {
    return "No cell has both clean and low-quality demonstrations to tell " +
      "apart.";
  }
  const turned = known.filter(({ reward }) => reward < 0.5).length;
  const beaten = known.filter(({ reward, base }) => base > reward).length;
  return `Of ${known.length} rewards, ${
    list([
      `${turned} ${turned === 1 ? "ranks" : "rank"} low-quality ` +
      `demonstrations above clean ones (AUC below 0.5)`,
      `${beaten} ${beaten === 1 ? "finds" : "find"} them less well than the ` +
      `base\u2019s likelihood per token does`,
    ])
  }.`;
}

/** The calibrations of one cell and arm together, over their seeds. */
function byPlace(calibrations: readonly Calibration[]): Calibration[][] {
  const places = new Map<string, Calibration[]>();
  for (const one of calibrations) {
    const { kind, baseRatio, ratio, arm } = one;
    const key = JSON.stringify([kind, baseRatio, ratio, arm]);
    places.set(key, [...places.get(key) ?? [], one]);
  }
  return [...places.values()];
}

/** By cell; the rewards of one cell keep their order. */
function inOrder(a: Calibration, b: Calibration): number {
  return Number(a.kind > b.kind) - Number(a.kind < b.kind) ||
    a.baseRatio - b.baseRatio || a.ratio - b.ratio;
}

function mean(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return "\u2013";
  return fixed(known.reduce((a, b) => a + b, 0) / known.length, 3);
}
