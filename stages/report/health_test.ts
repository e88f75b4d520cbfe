import assert from "node:assert/strict";
import type { Curves } from "../curves.ts";
import { healthChart, warningTable, warningText } from "./health.ts";

function curves(label: string, rules: readonly string[] = []) {
  const value: Curves = {
    version: 2,
    series: ["chosen", "rejected"].map((name) => ({
      name,
      unit: "nats",
      points: [[1, 0.5], [2, 0.4]],
    })),
    warnings: rules.map((rule, step) => ({ step, rule, message: `${rule}!` })),
  };
  return { label, value };
}

const cell = {
  kind: "garbled" as const,
  baseRatio: 0,
  ratio: 0.35,
  seeds: [1],
  lowRates: { base: null, demonstrations: null },
  arms: [],
};

Deno.test("warnings are counted by training and listed with their stage", () => {
  const all = [
    curves("a/seed=1", ["falls", "falls"]),
    curves("b/seed=1", ["falls", "turns"]),
    curves("c/seed=1"),
  ];
  assert.match(
    warningText(all),
    /^2 of 3 trainings warned: falls \(2\) and turns \(1\)\. A warning is no/,
  );
  assert.equal(warningTable(all).rows.length, 4);
  assert.deepEqual(warningTable(all).rows[3], [
    "b/seed=1",
    "1",
    "turns",
    "turns!",
  ]);
  assert.equal(warningText([curves("c")]), "None of 1 training warned.");
  assert.equal(warningText([]), "No training left curves.");
});

Deno.test("the curves are those of one cell and of its base", async () => {
  const figure = await healthChart([
    curves("pretraining/base=0/seed=1"),
    curves("pretraining/garbled/base=0.7/seed=1"),
    curves("irft/rounds=2/garbled/base=0/ratio=0.35/seed=1"),
    curves("irft/rounds=2/truncated/base=0/ratio=0.35/seed=1"),
    curves("irft/rounds=2/garbled/base=0/ratio=0.5/seed=1"),
  ], cell);
  assert.deepEqual(
    [...new Set(figure?.data.rows.map(([training]) => training))],
    ["pretraining", "irft/rounds=2"],
  );
  // Both likelihoods share a panel.
  assert.equal(figure?.panels.length, 2);
  assert.equal(await healthChart([], cell), undefined);
});
