import assert from "node:assert/strict";
import type { Cell } from "../results_file.ts";
import { alikeWithin, cleanBelow, regimeOf } from "./regimes.ts";

function regime(base: number | null, demonstrations: number | null) {
  const rate = (mean: number | null) =>
    mean === null ? null : { mean, interval: null, seeds: 1 };
  const cell: Cell = {
    kind: "truncated",
    baseRatio: 0,
    ratio: 0,
    seeds: [1],
    lowRates: { base: rate(base), demonstrations: rate(demonstrations) },
    arms: [],
  };
  return regimeOf(cell);
}

Deno.test("a base is worse or cleaner by more than the rates could err", () => {
  assert.equal(regime(0.7, 0.35), "worse");
  assert.equal(regime(0.01, 0.35), "cleaner");
  assert.equal(regime(0.35 + alikeWithin / 2, 0.35), "alike");
  assert.equal(regime(0.35 - alikeWithin / 2, 0.35), "alike");
});

Deno.test("without low-quality demonstrations there is nothing to withstand", () => {
  assert.equal(regime(0.7, 0), "clean");
  assert.equal(regime(0, cleanBelow / 2), "clean");
  assert.equal(regime(0.7, cleanBelow), "worse");
});

Deno.test("what was not measured is in no regime", () => {
  assert.equal(regime(null, 0.35), "not measured");
  assert.equal(regime(0.7, null), "not measured");
});
