/**
 * What the contrastive losses lead to where there is nothing but their
 * population: on a vocabulary so small that the expectation over pairs is a
 * sum, trained until nothing changes, in float64.
 *
 * With demonstrations y from p and own responses z from q, independent of each
 * other, the pair {y, z} was drawn this way round with the odds
 * p(y) q(z) / (p(z) q(y)). So the optimum of the logistic loss is the log density
 * ratio: r(y) = log p(y) / q(y), up to a constant.
 *
 * @module
 */

import assert from "node:assert/strict";
import { pack, positions, type Sequence } from "../data/sequence.ts";
import {
  type Float64Objective,
  openInFloat64,
} from "../testing/float64_objective.ts";
import { bradleyTerry } from "./bradley_terry.ts";
import { contrast } from "./contrast.ts";
import { likelihood, sequenceData } from "./likelihood.ts";
import { pairSigns } from "./pairs.ts";

const end = 1, prompt = [2];
/** Responses that begin alike and end apart, so that a model must read all. */
const responses = [[3, end], [4, end], [3, 5, end], [3, 4, end]];
const p = [0.15, 0.3, 0.05, 0.5], q = [0.35, 0.1, 0.25, 0.3];
const time = 4;

/** Every pair of two different responses, and its probability. */
const all = responses.flatMap((_, y) =>
  responses.flatMap((_, z) => y === z ? [] : [{ y, z, share: p[y]! * q[z]! }])
);
const rows: Sequence[] = all.flatMap(({ y, z }) => [
  { prompt, response: responses[y]! },
  { prompt, response: responses[z]! },
]);
const pairs = all.length, batch = pack(rows, 2 * pairs, time);
const shares = Float32Array.from(all, ({ share }) => share);

/** Adam (arXiv 1412.6980) on all parameters, with a rate that falls to zero. */
function minimise({ values, gradients, value }: Float64Objective) {
  const steps = 500, first = 0.9, second = 0.99;
  const m = new Float64Array(values.length), v = m.slice();
  for (let step = 1; step <= steps; step++) {
    value();
    const rate = 0.01 * (1 - step / steps);
    for (let i = 0; i < values.length; i++) {
      const g = gradients[i]!;
      m[i] = first * m[i]! + (1 - first) * g;
      v[i] = second * v[i]! + (1 - second) * g * g;
      values[i]! -= rate * (m[i]! / (1 - first ** step)) /
        (Math.sqrt(v[i]! / (1 - second ** step)) + 1e-12);
    }
  }
  value();
}

/** Differences from the first number, all of a kind. */
const relative = (x: readonly number[]) => x.map((value) => value - x[0]!);
const ratios = relative(p.map((share, i) => Math.log(share / q[i]!)));

function near(actual: readonly number[], expected: readonly number[]) {
  actual.forEach((x, i) =>
    assert.ok(
      Math.abs(x - expected[i]!) < 1e-3,
      `response ${i}: ${x}, not ${expected[i]}`,
    )
  );
}

/** A flat copy of a model's values, put in another objective's place. */
function carry(from: Float64Objective, to: Float64Objective) {
  to.values.set(from.values);
  return to;
}

Deno.test("the optimum of the Bradley-Terry loss is the log density ratio", () => {
  const opened = openInFloat64(
    "reward",
    (model) => bradleyTerry(model, pairs, time),
    {
      tokens: batch.tokens,
      last: batch.last,
      position: positions(2 * pairs, time),
      signs: pairSigns(pairs),
      shares,
      flips: new Float32Array(pairs),
    },
  );
  minimise(opened);
  const rewards = responses.map((response) => {
    const two = pack(
      [{ prompt, response }, {
        prompt,
        response: responses[0]!,
      }],
      2,
      time,
    );
    const one = openInFloat64("reward", (m) => bradleyTerry(m, 1, time), {
      tokens: two.tokens,
      last: two.last,
      position: positions(2, time),
      signs: pairSigns(1),
      shares: Float32Array.of(1),
      flips: Float32Array.of(0),
    });
    carry(opened, one).value();
    return one.watched("margin");
  });
  near(rewards, ratios);
});

/** log pi of each response. */
function logProbabilities(of: Float64Objective): number[] {
  return responses.map((response) => {
    const one = pack([{ prompt, response }], 1, time);
    return -carry(
      of,
      openInFloat64("policy", (m) => likelihood(m, 1, time), {
        ...sequenceData(one),
        weights: one.mask,
      }),
    ).value();
  });
}

Deno.test("the optimum of the contrast is the log density ratio by beta", () => {
  const beta = 0.5;
  const before = openInFloat64("policy", (m) => likelihood(m, 1, time), {
    ...sequenceData(pack(rows.slice(0, 1), 1, time)),
    weights: new Float32Array(time),
  });
  const reference = logProbabilities(before);
  const opened = openInFloat64(
    "policy",
    (model) => contrast(model, pairs, time, { link: "log-sigmoid", beta }),
    {
      ...sequenceData(batch),
      mask: batch.mask,
      reference: Float32Array.from(
        all.flatMap(({ y, z }) => [reference[y]!, reference[z]!]),
      ),
      signs: pairSigns(pairs),
      shares,
      anchor: new Float32Array(2 * pairs * time),
    },
  );
  minimise(opened);
  const moved = logProbabilities(opened).map((x, i) => x - reference[i]!);
  near(relative(moved), ratios.map((x) => x / beta));
});
