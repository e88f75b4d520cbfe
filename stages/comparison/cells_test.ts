/**
 * Win rates, differences and their intervals against direct computations.
 *
 * @module
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { Rng } from "../../pipeline/rng.ts";
import type { Evaluation } from "../evaluation_file.ts";
import type { Cell } from "../results_file.ts";
import { evaluationOf } from "../testing/evaluations.ts";
import { cellsOf } from "./cells.ts";
import { policiesOf, winRate } from "./policies.ts";

const question = { gold: "per_greedy", imitation: "sft" } as const;

/** An evaluation with the given greedy errors. */
function withErrors(
  method: string,
  seed: number,
  greedy: number[],
): Evaluation {
  return evaluationOf({
    method,
    seed,
    errors: { greedy, sampled: greedy, t07: greedy },
    metrics: { per_greedy: average(greedy) },
  });
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function judge(evaluations: readonly Evaluation[], rng = new Rng(0)) {
  const labelled = evaluations.map((evaluation, i) => ({
    label: `${i}`,
    evaluation,
  }));
  const sources = Object.fromEntries(
    labelled.map(({ label }) => [label, "digest"]),
  );
  const policies = policiesOf(labelled, sources, new Map(), question, rng);
  return { policies, cells: cellsOf(policies, new Map(), question) };
}

const armOf = (cells: readonly Cell[], method: string) =>
  cells[0]!.arms.find((arm) => arm.method === method)!;

Deno.test("a win rate counts fewer errors, and ties half", () => {
  assert.equal(winRate([0, 0.5, 1, 0.25], [0.5, 0.5, 0.5, 0.5]), 2.5 / 4);
  assert.equal(winRate([0], undefined), null);
  assert.equal(winRate(undefined, [0]), null);
  const rate = fc.constantFrom(0, 0.25, 0.5, 1);
  const pairs = fc.array(fc.tuple(rate, rate), { minLength: 1 });
  fc.assert(fc.property(pairs, (pairs) => {
    const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
    assert.ok(Math.abs(winRate(a, b)! + winRate(b, a)! - 1) < 1e-12);
    assert.equal(winRate(a, a), 0.5);
  }));
});

Deno.test("win rates are against the policies of the same cell and seed", () => {
  const { policies, cells } = judge([
    withErrors("base", 1, [1, 1, 1, 1]),
    withErrors("sft", 1, [0.5, 0.5, 0.5, 0.5]),
    withErrors("rft", 1, [0, 0, 0.5, 1]),
    withErrors("sft", 2, [0, 0, 0, 0]),
    withErrors("rft", 2, [0, 0, 1, 1]),
    evaluationOf({ method: "sft", baseRatio: 0, seed: 1 }),
  ]);
  const rates = (method: string) =>
    policies.filter(({ result }) =>
      result.method === method && result.baseRatio === 0.7
    ).map(({ result }) => result.winRates);
  assert.deepEqual(rates("rft"), [
    { imitation: 2.5 / 4, base: 3.5 / 4 },
    // There is no base with seed 2.
    { imitation: 1 / 4, base: null },
  ]);
  assert.deepEqual(rates("sft")[0], { imitation: null, base: 1 });
  assert.deepEqual(rates("base"), [{ imitation: null, base: null }]);
  const cell = cells.find(({ baseRatio }) => baseRatio === 0.7)!;
  assert.deepEqual(armOf([cell], "rft").winRates, {
    imitation: (2.5 / 4 + 1 / 4) / 2,
    base: 3.5 / 4,
  });
});

Deno.test("a difference is paired by seed, with Student's interval", () => {
  const { cells } = judge([
    ...[0.30, 0.40, 0.50].map((per, i) => withErrors("sft", i + 1, [per])),
    ...[0.28, 0.35, 0.47].map((per, i) => withErrors("rft", i + 1, [per])),
    // A seed that imitation has not counts for nothing.
    withErrors("rft", 9, [1]),
  ]);
  const { imitation, base } = armOf(cells, "rft").difference;
  // -0.02, -0.05, -0.03: mean -1/30, standard deviation 0.0152753.
  assert.ok(Math.abs(imitation!.mean + 1 / 30) < 1e-12);
  assert.equal(imitation!.seeds, 3);
  const half = 4.303 * 0.0152752523 / Math.sqrt(3);
  assert.ok(Math.abs(imitation!.interval!.low - (-1 / 30 - half)) < 1e-9);
  assert.ok(Math.abs(imitation!.interval!.high - (-1 / 30 + half)) < 1e-9);
  assert.equal(imitation!.verdict, "not distinguished");
  assert.equal(base, null);
  assert.equal(armOf(cells, "sft").difference.imitation, null);
  // The arm's own mean is over all of its seeds.
  assert.equal(armOf(cells, "rft").metrics.per_greedy!.seeds, 4);
});

Deno.test("the base has no ratio and stands in every cell of its kind", () => {
  const { cells } = judge([
    withErrors("base", 1, [0.5]),
    ...[0, 0.2].map((ratio) => ({ ...withErrors("sft", 1, [0.25]), ratio })),
    evaluationOf({ method: "base", kind: "garbled" }),
  ]);
  assert.deepEqual(
    cells.map(({ ratio, arms }) => [ratio, arms.map(({ method }) => method)]),
    [[0, ["base", "sft"]], [0.2, ["base", "sft"]]],
  );
  assert.equal(armOf(cells, "base").difference.imitation!.mean, 0.25);
  assert.equal(armOf(cells, "sft").difference.base!.mean, -0.25);
});

Deno.test("the interval over prompts is narrow where every prompt agrees", () => {
  const rng = new Rng(5);
  const hard = Array.from({ length: 200 }, () => rng.uniform());
  // Prompts differ much, but by the same from one policy to the other.
  const { cells } = judge([
    withErrors("sft", 1, hard),
    withErrors("rft", 1, hard.map((error) => error - 0.1)),
  ]);
  const { interval, promptInterval, verdict } = armOf(cells, "rft").difference
    .imitation!;
  assert.ok(Math.abs(promptInterval!.low + 0.1) < 1e-9);
  assert.ok(Math.abs(promptInterval!.high + 0.1) < 1e-9);
  // It speaks of these policies alone, and so is no verdict.
  assert.equal(interval, null);
  assert.equal(verdict, "not distinguished");
});

Deno.test("the interval over prompts has the width of the normal one", () => {
  const rng = new Rng(6);
  const draw = () => Array.from({ length: 300 }, () => rng.uniform());
  const seeds = [1, 2].map((seed) => ({ seed, sft: draw(), rft: draw() }));
  const { cells } = judge(seeds.flatMap(({ seed, sft, rft }) => [
    withErrors("sft", seed, sft),
    withErrors("rft", seed, rft),
  ]));
  const { mean, promptInterval } = armOf(cells, "rft").difference.imitation!;
  const variances = seeds.map(({ sft, rft }) => {
    const differences = rft.map((error, i) => error - sft[i]!);
    const middle = average(differences);
    return average(differences.map((d) => (d - middle) ** 2)) / 300;
  });
  // Of a mean of two independent means.
  const error = Math.sqrt(variances[0]! + variances[1]!) / 2;
  const { low, high } = promptInterval!;
  // 1,000 resamples place an end to within 0.09 of these: four times that.
  assert.ok(Math.abs((mean - low) / error - 1.96) < 0.36);
  assert.ok(Math.abs((high - mean) / error - 1.96) < 0.36);
});
