import assert from "node:assert/strict";
import type { Arm, Cell } from "../results_file.ts";
import {
  differenceOf,
  estimateOf,
  resultsOf,
} from "../testing/made_results.ts";
import { phaseChart } from "./phase_chart.ts";
import { stylesOf } from "./styles.ts";

const lower = [-0.05, -0.06, -0.07];
const higher = [0.05, 0.06, 0.07];

function arm(method: string, differences?: readonly number[]): Arm {
  return {
    method,
    law: null,
    metrics: { per_greedy: estimateOf([0.3]) },
    compute: {
      flops: 1,
      trainedTokens: 0,
      generatedTokens: 0,
      scoredTokens: 0,
    },
    predictedLowRate: null,
    winRates: { imitation: null, base: null },
    difference: {
      imitation: differences === undefined ? null : differenceOf(differences),
      base: null,
    },
  };
}

function cell(ratio: number, arms: readonly Arm[]): Cell {
  return {
    kind: "truncated",
    baseRatio: 0.7,
    ratio,
    seeds: [1, 2, 3],
    lowRates: { base: null, demonstrations: null },
    arms: [arm("sft"), ...arms],
  };
}

Deno.test("the legend names the arms that win, not their method", () => {
  const cells = [
    cell(0, [arm("sft/filtered", higher), arm("rft/beta=0.3", higher)]),
    cell(0.2, [arm("sft/filtered", lower), arm("rft/beta=0.3", higher)]),
    cell(0.35, [arm("sft/filtered", higher), arm("rft/beta=0.3", lower)]),
  ];
  const figure = phaseChart(resultsOf(cells), [], stylesOf(cells));
  assert.deepEqual(figure?.legend.map(({ label }) => label), [
    "sft or sft/filtered wins",
    "rft/beta=0.3 wins",
  ]);
  assert.deepEqual(figure?.data.rows.map((row) => row[3]), [
    "sft",
    "sft/filtered",
    "rft/beta=0.3",
  ]);
});
