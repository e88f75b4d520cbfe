/**
 * Every objective's gradient through the whole model, in float64, against
 * central differences; and losses against their closed forms.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Location } from "../device/device.ts";
import type { Head } from "../models/gpt_neox.ts";
import { Model } from "../models/model.ts";
import { type Data, openObjective } from "../testing/objective.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { roughValues, tinyConfig } from "../testing/tiny.ts";
import { pack, positions, type Sequence } from "../data/sequence.ts";
import { bradleyTerry } from "./bradley_terry.ts";
import { anchorWeights, contrast, type Link, links } from "./contrast.ts";
import { pairShares, pairSigns } from "./pairs.ts";
import { crossEntropyWeights, likelihood, sequenceData } from "./likelihood.ts";
import type { BuildObjective } from "./objective.ts";
import { advantages, rlooWeights } from "./rloo.ts";

const sequences: Sequence[] = [
  { prompt: [2, 3, 4], response: [5, 6, 1] },
  { prompt: [2, 3, 4], response: [6, 1] },
  { prompt: [5, 2], response: [3, 1] },
  { prompt: [5, 2], response: [3, 3, 4, 6, 1] },
];
const batch = pack(sequences, 4, 6);

/** An objective on a float64 device, its value and its gradient. */
function open(
  head: Head,
  build: (model: Model) => BuildObjective,
  data: Data,
) {
  const device = createReferenceDevice();
  const model = new Model(device, tinyConfig, head, new Float32Array(0));
  model.values.write(roughValues(model.layout.length, 7));
  const opened = openObjective(model, build(model), data);
  const number = ({ allocation }: Location) => device.values(allocation)[0]!;
  return {
    model,
    values: device.values(model.values.shards[0]!),
    gradients: device.values(opened.gradients.shards[0]!),
    watched: (name: string) => number(opened.watched[name]!),
    value() {
      opened.run();
      return number(opened.loss);
    },
  };
}

/** Compares every parameter's gradient with central differences. */
function checkGradients(opened: ReturnType<typeof open>) {
  opened.value();
  const gradients = opened.gradients.slice();
  const { values, model } = opened;
  for (const { name } of model.layout.parameters) {
    const { offset, length } = model.values.locate(name);
    // A handful of elements of each parameter, the first and last included.
    const stride = Math.max(1, Math.floor((length - 1) / 3));
    for (let i = offset; i < offset + length; i += stride) {
      const kept = values[i]!, h = 1e-5;
      values[i] = kept + h;
      const above = opened.value();
      values[i] = kept - h;
      const below = opened.value();
      values[i] = kept;
      const numeric = (above - below) / (2 * h);
      assert.ok(
        Math.abs(gradients[i]! - numeric) <= 1e-7 + 1e-6 * Math.abs(numeric),
        `${name}[${i - offset}]: ${gradients[i]} against ${numeric}`,
      );
    }
  }
}

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

Deno.test("bradleyTerry() has the gradient of central differences", () => {
  checkGradients(
    open("reward", (model) => bradleyTerry(model, 2, 6), {
      tokens: batch.tokens,
      position: positions(4, 6),
      last: batch.last,
      signs: pairSigns(2),
      shares: pairShares(2, 2),
      flips: Float32Array.of(0.1, 0.35),
    }),
  );
});

Deno.test("an empty pair changes neither loss nor gradient", () => {
  const part = pack(sequences.slice(0, 2), 4, 6);
  const run = (pairs: number, packed: typeof part) =>
    open("reward", (model) => bradleyTerry(model, pairs, 6), {
      tokens: packed.tokens,
      position: positions(2 * pairs, 6),
      last: packed.last,
      signs: pairSigns(pairs),
      shares: pairShares(pairs, 1),
      flips: new Float32Array(pairs),
    });
  const two = run(2, part), one = run(1, pack(sequences.slice(0, 2), 2, 6));
  assert.ok(Math.abs(two.value() - one.value()) < 1e-12);
  two.gradients.forEach((g, i) =>
    assert.ok(Math.abs(g - one.gradients[i]!) < 1e-12)
  );
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
