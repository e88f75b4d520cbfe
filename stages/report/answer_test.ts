import assert from "node:assert/strict";
import type { Result } from "../results_file.ts";
import { answerOf } from "./answer.ts";
import { gridOf } from "./cells.ts";

const question = { imitation: "sft", learned: ["rft", "irft"] };

function result(
  method: string,
  ratio: number,
  per: number,
  seed = 1,
  low = ratio,
): Result {
  return {
    method,
    kind: "truncated",
    baseRatio: 0.7,
    ratio,
    seed,
    law: null,
    compute: {
      flops: 0,
      trainedTokens: 0,
      generatedTokens: 0,
      scoredTokens: 0,
    },
    predictedLowRate: null,
    winRates: { imitation: null, base: null },
    source: "",
    metrics: {
      per_greedy: per,
      per_sampled: per,
      word_accuracy_greedy: 0,
      word_accuracy_sampled: 0,
      low_quality_rate: low,
      margin: 0,
      kl_to_base: 0,
    },
  };
}

function answer(results: readonly Result[]) {
  return answerOf(gridOf(results, ["base"]), question);
}

Deno.test("one seed is a lead and says at which ratios the rate is lower", () => {
  const { headline, sentences, caution, cells } = answer([
    result("sft", 0, 0.2),
    result("sft", 0.35, 0.295, 1, 0.37),
    result("rft", 0, 0.21),
    result("rft", 0.35, 0.222, 1, 0.08),
    result("irft", 0, 0.25),
    result("irft", 0.35, 0.296, 1, 0.9),
  ]);
  assert.equal(
    headline,
    "With rft the phoneme error rate on held-out words is lower than with " +
      "sft at 1 of 2 ratios (0.35); with irft it is not lower at any of the 2 " +
      "ratios.",
  );
  assert.equal(
    sentences[0],
    "At ratio 0.35 it is 0.295 for sft, 0.222 for rft (\u22120.073) and " +
      "0.296 for irft (+0.001), with greedy decoding.",
  );
  assert.match(sentences[1]!, /sft\u2019s outputs 37\u202f% .* give 35\u202f%/);
  assert.equal(caution, "One seed: a lead, not a result.");
  assert.deepEqual(cells.map(({ cell }) => cell.method), [
    "sft",
    "rft",
    "irft",
  ]);
});

Deno.test("seeds are paired, and an interval over zero is not counted as clear", () => {
  const seeds = [1, 2, 3];
  const { sentences, caution } = answer([
    ...seeds.map((seed) => result("sft", 0.2, 0.3 + seed / 10, seed)),
    // The seeds differ by far more than the methods do.
    ...seeds.map((seed) => result("rft", 0.2, 0.29 + seed / 10, seed)),
    ...seeds.map((seed) =>
      result("irft", 0.2, 0.3 + seed / 10 + (seed - 2) / 50, seed)
    ),
  ]);
  assert.match(
    sentences[0]!,
    /rft \(\u22120\.010, 95\u202f% interval \u22120\.010 to/,
  );
  assert.equal(
    caution,
    "3 seeds, paired: the 95\u202f% interval leaves out zero in 1 of 2 " +
      "comparisons.",
  );
});

Deno.test("a method's rounds are told apart from the method and mentioned", () => {
  const { cells, sentences } = answer([
    result("sft", 0.2, 0.3),
    result("rft round 1", 0.2, 0.1),
    result("rft", 0.2, 0.2),
    result("rftx", 0.2, 0.01),
  ]);
  assert.deepEqual(cells.map(({ cell }) => cell.method), ["sft", "rft"]);
  assert.equal(
    sentences[2],
    "Other settings and rounds at this ratio: 0.100 for rft round 1.",
  );
});

Deno.test("the best of several settings is shown with a warning", () => {
  const { cells, sentences } = answer([
    result("sft", 0.2, 0.3),
    result("rft/beta=1", 0.2, 0.25),
    result("rft/beta=0.3", 0.2, 0.2),
  ]);
  assert.deepEqual(cells.map(({ cell }) => cell.method), [
    "sft",
    "rft/beta=0.3",
  ]);
  assert.match(sentences[2]!, /chosen on these same words, which favours it/);
});

Deno.test("without a comparison there is no answer", () => {
  assert.match(answer([]).headline, /^No answer/);
  const { headline, sentences } = answer([result("sft", 0, 0.2)]);
  assert.match(headline, /no comparison with rft and irft/);
  assert.deepEqual(sentences, ["There are results of sft."]);
});

Deno.test("a method that sees no demonstrations compares at every ratio", () => {
  const grid = gridOf([
    result("base", 0, 0.5),
    result("sft", 0.2, 0.3),
    result("sft", 0.35, 0.4),
  ], ["base"]);
  assert.deepEqual(grid.ratios, [0.2, 0.35]);
  assert.deepEqual(grid.methods.map(({ level }) => level), [true, false]);
});
