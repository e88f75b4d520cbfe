import assert from "node:assert/strict";
import type { Arm, Cell } from "../results_file.ts";
import { differenceOf } from "../testing/made_results.ts";
import { candidatesOf, winnerOf } from "./winners.ts";

const lower = [-0.05, -0.06, -0.07];
const lowest = [-0.2, 0.05, -0.2];
const higher = [0.05, 0.06, 0.07];

function cell(arms: Readonly<Record<string, readonly number[]>>): Cell {
  return {
    kind: "truncated",
    baseRatio: 0.7,
    ratio: 0.35,
    seeds: [1, 2, 3],
    lowRates: { base: null, demonstrations: null },
    arms: Object.entries(arms).map(([method, values]): Arm => ({
      method,
      law: null,
      metrics: {},
      compute: {
        flops: 0,
        trainedTokens: 0,
        generatedTokens: 0,
        scoredTokens: 0,
      },
      predictedLowRate: null,
      winRates: { imitation: null, base: null },
      difference: { imitation: differenceOf(values), base: null },
    })),
  };
}

function winner(arms: Readonly<Record<string, readonly number[]>>): string {
  const found = winnerOf(cell(arms), Object.keys(arms));
  if (found === undefined) return "none";
  return found.kind === "arm" ? found.arm.method : found.kind;
}

Deno.test("an arm wins only where an interval distinguishes it", () => {
  assert.equal(winner({ rft: lower, spin: higher }), "rft");
  // The lowest mean, but with an interval over zero.
  assert.equal(winner({ rft: lower, irft: lowest }), "rft");
  assert.equal(winner({ irft: lowest, spin: higher }), "open");
  assert.equal(winner({ rft: [-1] }), "open");
});

Deno.test("imitation wins only where every arm is distinguished as higher", () => {
  assert.equal(winner({ rft: higher, spin: higher }), "imitation");
  assert.equal(winner({ rft: higher, spin: lowest }), "open");
  assert.equal(winner({}), "none");
});

Deno.test("only arms of every cell are candidates, and the base is none", () => {
  const cells = [
    cell({ base: higher, rft: lower, spin: lower }),
    cell({ base: higher, rft: lower, irft: lower }),
  ];
  assert.deepEqual(candidatesOf(cells), ["rft"]);
  assert.equal(winnerOf(cells[0]!, ["spin"])?.kind, "arm");
  assert.deepEqual(candidatesOf([]), []);
});
