/**
 * Every objective's gradient through the whole model, in float64, against
 * central differences; and losses against their closed forms.
 *
 * @module
 */

import assert from "node:assert/strict";
import {
  checkGradients,
  openInFloat64 as open,
} from "../testing/float64_objective.ts";
import { pack, type Sequence } from "../data/sequence.ts";
import { anchorWeights, contrast, type Link, links } from "./contrast.ts";
import { pairShares, pairSigns } from "./pairs.ts";
import { crossEntropyWeights, likelihood, sequenceData } from "./likelihood.ts";
import { advantages, rlooWeights } from "./rloo.ts";

const sequences: Sequence[] = [
  { prompt: [2, 3, 4], response: [5, 6, 1] },
  { prompt: [2, 3, 4], response: [6, 1] },
  { prompt: [5, 2], response: [3, 1] },
  { prompt: [5, 2], response: [3, 3, 4, 6, 1] },
];
const batch = pack(sequences, 4, 6);

const contrastData = (anchor: number) => ({
  ...sequenceData(batch),
  mask: batch.mask,
  reference: Float32Array.of(-5, -3.5, -4, -9),
  signs: pairSigns(2),
  shares: pairShares(2, 2),
  anchor: anchorWeights(batch, anchor),
});

/** log pi of each sequence, by the likelihood objective itself. */
function logProbabilities(): number[] {
  return sequences.map((_, row) => {
    const weights = batch.mask.map((x, i) =>
      Math.floor(i / batch.time) === row ? x : 0
    );
    return -open("policy", (model) => likelihood(model, 4, 6), {
      ...sequenceData(batch),
      weights,
    }).value();
  });
}

Deno.test("likelihood() has the gradient of central differences", () => {
  checkGradients(
    open("policy", (model) => likelihood(model, 4, 6), {
      ...sequenceData(batch),
      weights: crossEntropyWeights(batch),
    }),
  );
});

Deno.test("likelihood() is the mean over tokens with cross-entropy weights", () => {
  const loss = open("policy", (model) => likelihood(model, 4, 6), {
    ...sequenceData(batch),
    weights: crossEntropyWeights(batch),
  }).value();
  const tokens = sequences.reduce((n, s) => n + s.response.length, 0);
  const total = logProbabilities().reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(loss + total / tokens) < 1e-6);
});

for (const link of links) {
  Deno.test(`contrast() with link ${link} has the gradient of central differences`, () => {
    checkGradients(
      open(
        "policy",
        (model) => contrast(model, 2, 6, { link, beta: 0.3 }),
        contrastData(0.5),
      ),
    );
  });
}

Deno.test("contrast() equals the formula of SPIN and DPO on the same pairs", () => {
  const [a, b, c, d] = logProbabilities() as [number, number, number, number];
  const beta = 0.3;
  const u = [
    beta * ((a + 5) - (b + 3.5)),
    beta * ((c + 4) - (d + 9)),
  ];
  const forms: Record<Link, (u: number) => number> = {
    "log-sigmoid": (u) => Math.log1p(Math.exp(-u)),
    hinge: (u) => Math.max(0, 1 - u),
    linear: (u) => -u,
  };
  for (const link of links) {
    const opened = open(
      "policy",
      (model) => contrast(model, 2, 6, { link, beta }),
      contrastData(0),
    );
    const mean = (forms[link](u[0]!) + forms[link](u[1]!)) / 2;
    assert.ok(Math.abs(opened.value() - mean) < 1e-6, link);
    assert.ok(Math.abs(opened.watched("margin") - (u[0]! + u[1]!) / 2) < 1e-6);
    assert.ok(Math.abs(opened.watched("chosen") - (a + c) / 2) < 1e-6);
    assert.ok(Math.abs(opened.watched("rejected") - (b + d) / 2) < 1e-6);
  }
});

Deno.test("contrast() is log 2 where policy and reference agree", () => {
  const opened = open(
    "policy",
    (model) => contrast(model, 2, 6, { link: "log-sigmoid", beta: 0.1 }),
    {
      ...contrastData(0),
      reference: Float32Array.from(logProbabilities()),
    },
  );
  assert.ok(Math.abs(opened.value() - Math.LN2) < 1e-6);
});

Deno.test("advantages() leaves the sample itself out of its baseline", () => {
  const result = advantages(
    {
      rewards: [1, 3, 0, 6],
      logProbabilities: [-2, -4, -1, -1],
      reference: [-3, -3, -1, -1],
    },
    2,
    0.5,
  );
  // Penalised rewards: 0.5, 3.5 and 0, 6.
  assert.deepEqual([...result], [-3, 3, -6, 6]);
  assert.throws(
    () =>
      advantages(
        { rewards: [1], logProbabilities: [0], reference: [0] },
        1,
        1,
      ),
    /needs two samples/,
  );
});

Deno.test("rlooWeights() makes likelihood() the policy gradient's loss", () => {
  const advantage = [1, -1, 0.5, 2];
  const loss = open("policy", (model) => likelihood(model, 4, 6), {
    ...sequenceData(batch),
    weights: rlooWeights(batch, advantage),
  }).value();
  const expected = -logProbabilities().reduce(
    (sum, x, i) => sum + advantage[i]! * x,
    0,
  ) / 4;
  assert.ok(Math.abs(loss - expected) < 1e-6);
});
