import assert from "node:assert/strict";
import type { Cell } from "../results_file.ts";
import {
  cell,
  cleaner,
  higher,
  lower,
  resultsOf,
  sharp,
  unclear,
  worse,
} from "../testing/made_results.ts";
import { answerOf, statusOf } from "./answer.ts";
import { type Tally, tallyOf } from "./tally.ts";

const learned = ["rft", "irft"];

function answer(...cells: readonly Cell[]) {
  return answerOf(resultsOf(cells), learned);
}

Deno.test("a claim that holds where the law says so is called that", () => {
  const { headline, sentences, caution, chief } = answer(
    cell(worse, { "rft/beta=0.3": lower }),
    cell(cleaner, { "rft/beta=0.3": higher }),
  );
  assert.deepEqual(chief, ["rft/beta=0.3"]);
  assert.match(
    headline,
    / is supported where the base emits more .* and contradicted where it emits less\.$/,
  );
  assert.equal(
    sentences[0],
    "Where the base emits more low quality than the demonstrations hold (1 " +
      "cell), the greedy phoneme error rate of rft/beta=0.3 is lower than " +
      "that of sft in 1 of 1 cell, higher in 0 and not distinguished in 0, " +
      "by 95\u202f% intervals over seeds (mean difference \u22120.060).",
  );
  assert.match(
    sentences[1]!,
    /lower than that of sft in 0 of 1 cell, higher in 1/,
  );
  assert.match(caution, /^3 seeds .* Of 2 comparisons with sft, 2 are /);
  assert.match(caution, /if no arm differed at all, about 0\.1 would be\.$/);
});

Deno.test("a claim that fails is said to be contradicted, each arm by itself", () => {
  const arms = { "rft/beta=0.3": higher, "irft/beta=0.3": unclear };
  const { headline, sentences } = answer(cell(worse, arms), cell(worse, arms));
  assert.match(
    headline,
    / is contradicted for rft\/beta=0\.3 and not distinguished from no effect for irft\/beta=0\.3 where the base emits more/,
  );
  assert.match(headline, /not tested where it emits less\.$/);
  assert.match(
    sentences[0]!,
    /; that of irft\/beta=0\.3 lower in 0 of 2, higher in 0 and not distinguished in 2 /,
  );
  assert.equal(
    sentences[1],
    "No cell was compared in which the base emits less low quality than the " +
      "demonstrations hold.",
  );
});

Deno.test("what intervals do not distinguish is no verdict on the claim", () => {
  const { headline } = answer(
    cell(worse, { "rft/beta=0.3": unclear }),
    cell(cleaner, { "rft/beta=0.3": unclear }),
  );
  assert.match(headline, /not distinguished from no effect, both where /);
});

Deno.test("few seeds give means and no verdict", () => {
  const few = { differences: [-0.1, -0.2] };
  const { headline, sentences, caution } = answer(
    cell(worse, { "rft/beta=0.3": few }),
    cell(cleaner, { "rft/beta=0.3": few }),
  );
  assert.match(headline, / is not judged \(too few seeds\), both where /);
  assert.match(
    sentences[0]!,
    / on average lower than that of sft in 1 of 1 cell, with too few seeds /,
  );
  assert.match(
    caution,
    /^2 seeds: a lead, not a result\. No comparison has an interval/,
  );
});

Deno.test("cells in which the claim says nothing are controls", () => {
  const { headline, sentences, controls } = answer(
    cell(worse, { "rft/beta=0.3": lower }),
    cell(cleaner, { "rft/beta=0.3": higher }),
    cell([0.36, 0.35], { "rft/beta=0.3": higher }),
    cell([0.7, 0], { "rft/beta=0.3": unclear }),
  );
  assert.match(headline, /supported where .* contradicted where/);
  assert.match(sentences[0]!, /hold \(1 cell\)/);
  assert.equal(
    controls,
    "As controls, against sft in the same metric: where the demonstrations " +
      "hold no low quality (1 cell), rft/beta=0.3 is lower in 0 of 1, higher " +
      "in 0 and not distinguished in 1 (mean difference +0.007). And where " +
      "the base and the demonstrations differ by less than 0.05 (1 cell), " +
      "rft/beta=0.3 is lower in 0 of 1, higher in 1 and not distinguished in " +
      "0 (mean difference +0.060).",
  );
});

Deno.test("without measured rates the cells are not told apart", () => {
  const one = cell(worse, { "rft/beta=0.3": lower });
  const { headline, sentences } = answer({
    ...one,
    lowRates: { base: null, demonstrations: null },
  });
  assert.match(
    headline,
    / is supported, judged by the greedy phoneme error rate; which is worse, .* was not measured\.$/,
  );
  assert.match(sentences[0]!, /^Where low quality was not measured \(1 cell\)/);
});

Deno.test("what follows no reward is set beside the claim, where it is about", () => {
  const { controls } = answer(
    cell(worse, {
      "rft/beta=0.3": lower,
      "irft/beta=0.3": lower,
      "sft/compute": unclear,
      "sft/filtered": lower,
      expo: higher,
    }),
    cell(cleaner, { "rft/beta=0.3": higher, "sft/voted": lower }),
  );
  assert.equal(
    controls,
    "Of other methods where the base emits more low quality than the " +
      "demonstrations hold, against sft in the same metric: sft/filtered is " +
      "lower in 1 of 1, higher in 0 and not distinguished in 0 (mean " +
      "difference \u22120.060); sft/compute and expo are lower in none.",
  );
  assert.equal(answer(cell(worse, { "rft/beta=0.3": lower })).controls, "");
});

Deno.test("the arm in most cells speaks for its method, whatever it measured", () => {
  const { chief } = answer(
    cell(worse, { "rft/beta=0.1": lower, "rft/beta=1": lower, rft: unclear }),
    cell(worse, {
      rft: unclear,
      "rft/beta=1": { ...lower, law: { ...sharp, beta: 1 } },
    }),
  );
  assert.deepEqual(chief, ["rft"]);
});

Deno.test("without a comparison there is no answer", () => {
  assert.match(answer().headline, /^No answer/);
  const { headline, sentences } = answer(cell(worse, {}));
  assert.match(headline, /no comparison of rft and irft with sft/);
  assert.deepEqual(sentences, ["There are results of base and sft."]);
});

Deno.test("no sentence says better without an interval and a metric", () => {
  const all = [lower, higher, unclear, { differences: [0.1] }];
  for (const first of all) {
    for (const second of all) {
      const { headline, sentences, caution } = answer(
        cell(worse, { "rft/beta=0.3": first, "irft/beta=0.3": second }),
        cell(cleaner, { "rft/beta=0.3": second }),
      );
      for (const text of [headline, ...sentences, caution]) {
        assert.doesNotMatch(text, /better|NaN|undefined|Infinity/);
      }
    }
  }
});

Deno.test("support takes more than half of the cells and none against", () => {
  const tally = (judged: number, lower: number, higher: number): Tally => ({
    ...tallyOf([], "rft"),
    cells: judged,
    judged,
    lower,
    higher,
  });
  assert.equal(statusOf(tally(3, 2, 0)), "supported");
  assert.equal(statusOf(tally(4, 2, 0)), "supported in part");
  assert.equal(statusOf(tally(4, 3, 1)), "mixed");
  assert.equal(statusOf(tally(4, 0, 3)), "contradicted");
  assert.equal(statusOf(tally(4, 0, 1)), "contradicted in part");
  assert.equal(statusOf(tally(4, 0, 0)), "not distinguished from no effect");
  assert.equal(
    statusOf({ ...tally(0, 0, 0), cells: 2 }),
    "not judged (too few seeds)",
  );
  assert.equal(statusOf(tally(0, 0, 0)), "not tested");
});
