import assert from "node:assert/strict";
import type { Calibration } from "../calibration_file.ts";
import { calibrationTable, calibrationText } from "./calibration_view.ts";

function calibration(
  seed: number,
  reward: number | null,
  base: number | null,
): Calibration {
  const judge = (
    name: Calibration["judges"][number]["name"],
    auc: number | null,
  ) => ({
    name,
    accuracy: 0.5 + seed / 10,
    heldOutAuc: 0.5,
    demonstrationsAuc: auc,
    histogram: { edges: [], clean: [], low: [] },
  });
  return {
    version: 1,
    arm: "rft",
    kind: "truncated",
    baseRatio: 0,
    ratio: 0.35,
    seed,
    members: 1,
    pairs: 10,
    demonstrations: { clean: 60, low: 40 },
    judges: [
      judge("reward", reward),
      judge("log-probability per token", base),
    ],
    vote: seed > 1 ? null : {
      cleanDropped: 15,
      lowDropped: 10,
      auc: 0.5,
      histogram: { edges: [], clean: [], low: [] },
    },
  };
}

const labelled = (values: readonly Calibration[]) =>
  values.map((value) => ({ label: String(value.seed), value }));

Deno.test("the seeds of a reward share a row of means", () => {
  const { columns, rows } = calibrationTable(
    labelled([calibration(1, 0.1, 0.9), calibration(2, 0.3, 0.7)]),
  );
  assert.deepEqual(
    Object.fromEntries(columns.map((name, i) => [name, rows[0]?.[i]])),
    {
      kind: "truncated",
      "base ratio": "0",
      ratio: "0.35",
      "reward of": "rft",
      "accuracy: reward": "0.650",
      "accuracy: base, a token": "0.650",
      "accuracy: base, summed": "\u2013",
      "AUC: reward": "0.200",
      "AUC: base, a token": "0.800",
      "AUC: base, summed": "\u2013",
      "a vote drops": "25\u202f% of low, 25\u202f% of clean",
      seeds: "2",
    },
  );
  assert.equal(rows.length, 1);
});

Deno.test("the rewards of a cell stand together", () => {
  const at = (baseRatio: number, arm: string) => ({
    ...calibration(1, 0.1, 0.9),
    baseRatio,
    arm,
  });
  const { rows } = calibrationTable(labelled([
    at(0.7, "rft"),
    at(0, "rft"),
    at(0.7, "rft/votes=drop"),
  ]));
  assert.deepEqual(rows.map((row) => [row[1], row[3]]), [
    ["0", "rft"],
    ["0.7", "rft"],
    ["0.7", "rft/votes=drop"],
  ]);
});

Deno.test("rewards that turned over are counted, those without an AUC are not", () => {
  assert.match(
    calibrationText(labelled([
      calibration(1, 0.1, 0.9),
      calibration(2, 0.8, 0.7),
      calibration(3, null, null),
    ])),
    /^Of 2 rewards, 1 ranks low-quality .* and 1 finds them less well/,
  );
  assert.match(
    calibrationText(labelled([calibration(1, null, null)])),
    /^No cell has both/,
  );
});
