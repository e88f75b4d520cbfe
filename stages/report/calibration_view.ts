/**
 * How well each cell's reward tells clean from low quality, beside the base's
 * likelihood.
 *
 * @module
 */

import { fixed, list, short } from "../../web/report/number.ts";
import type { DataTable } from "../../web/report/view.ts";
import type { Calibration, JudgeCalibration } from "../calibration_file.ts";
import type { Labelled } from "./inputs.ts";

/** A row for each cell, arm and judge: means over the seeds. */
export function calibrationTable(
  calibrations: readonly Labelled<Calibration>[],
): DataTable {
  const rows: string[][] = [];
  for (const own of byPlace(calibrations.map(({ value }) => value))) {
    const first = own[0] as Calibration;
    for (const { name } of first.judges) {
      const judges = own.flatMap(({ judges }) =>
        judges.filter((judge) => judge.name === name)
      );
      rows.push([
        `${first.kind}, base ${short(first.baseRatio)}, demonstrations ${
          short(first.ratio)
        }`,
        first.arm,
        name === "reward" && first.members > 1
          ? `reward (mean of ${first.members})`
          : name,
        mean(judges.map(({ accuracy }) => accuracy)),
        mean(judges.map(({ heldOutAuc }) => heldOutAuc)),
        mean(known(judges)),
        String(own.length),
      ]);
    }
  }
  return {
    columns: [
      "cell",
      "reward of",
      "judge",
      "accuracy",
      "AUC held-out",
      "AUC demonstrations",
      "seeds",
    ],
    rows,
  };
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

function known(judges: readonly JudgeCalibration[]): number[] {
  return judges.flatMap(({ demonstrationsAuc }) =>
    demonstrationsAuc === null ? [] : [demonstrationsAuc]
  );
}

function mean(values: readonly number[]): string {
  if (values.length === 0) return "\u2013";
  return fixed(values.reduce((a, b) => a + b, 0) / values.length, 3);
}
