/**
 * RLOO's gradient by exact enumeration: on a vocabulary of three tokens and
 * responses of up to two, the expectation over all draws of samples is a sum,
 * and the gradient of the KL-regularised objective is known.
 *
 * @module
 */

import assert from "node:assert/strict";
import { pack } from "../data/sequence.ts";
import { openInFloat64 } from "../testing/float64_objective.ts";
import { lcg } from "../testing/tiny.ts";
import { checkFormula, tokenGradients } from "../testing/token_gradients.ts";
import { likelihood, sequenceData } from "./likelihood.ts";
import { advantages, rlooWeights } from "./rloo.ts";

const beta = 0.4;
/** Token 0 ends a response; the second token is the last in any case. */
const responses = [[0], [1, 0], [1, 1], [1, 2], [2, 0], [2, 1], [2, 2]];
const rewards = [0.3, -1, 2, 0.5, -0.7, 1.1, 0];
/** Logits of the first token, and of the second after 1 and after 2. */
const rng = lcg(11);
const logits = Float64Array.from({ length: 9 }, () => 2 * rng.uniform() - 1);
const other = Float64Array.from({ length: 9 }, () => 2 * rng.uniform() - 1);

/** log pi of each response, and its gradient by the logits. */
function policy(logits: Float64Array) {
  return responses.map((response) => {
    const gradient = new Float64Array(logits.length);
    let log = 0;
    response.forEach((token, t) => {
      const from = t === 0 ? 0 : 3 * response[0]!;
      const state = logits.subarray(from, from + 3);
      const total = state.reduce((sum, z) => sum + Math.exp(z), 0);
      log += state[token]! - Math.log(total);
      state.forEach((z, i) =>
        gradient[from + i]! += (i === token ? 1 : 0) - Math.exp(z) / total
      );
    });
    return { log, gradient };
  });
}

/** E r - beta KL(pi || ref). */
function objective(logits: Float64Array): number {
  const reference = policy(other);
  return policy(logits).reduce((sum, { log }, i) =>
    sum +
    Math.exp(log) * (rewards[i]! - beta * (log - reference[i]!.log)), 0);
}

/** The expectation of a function of `each` samples, over all draws. */
function expectation(
  each: number,
  f: (drawn: readonly number[]) => Float64Array,
): Float64Array {
  const result = new Float64Array(logits.length), pi = policy(logits);
  const visit = (drawn: readonly number[], probability: number) => {
    if (drawn.length === each) {
      f(drawn).forEach((x, i) => result[i]! += probability * x);
      return;
    }
    pi.forEach(({ log }, y) =>
      visit([...drawn, y], probability * Math.exp(log))
    );
  };
  visit([], 1);
  return result;
}

for (const each of [2, 3]) {
  Deno.test(`the expected gradient of RLOO with ${each} samples is that of E r - beta KL`, () => {
    const pi = policy(logits), reference = policy(other);
    const expected = expectation(each, (drawn) => {
      const advantage = advantages(
        {
          rewards: drawn.map((y) => rewards[y]!),
          logProbabilities: drawn.map((y) => pi[y]!.log),
          reference: drawn.map((y) => reference[y]!.log),
        },
        each,
        beta,
      );
      const gradient = new Float64Array(logits.length);
      drawn.forEach((y, i) =>
        pi[y]!.gradient.forEach((g, j) =>
          gradient[j]! += advantage[i]! * g / each
        )
      );
      return gradient;
    });
    logits.forEach((z, i) => {
      const h = 1e-5;
      const at = (z: number) => objective(logits.with(i, z));
      const numeric = (at(z + h) - at(z - h)) / (2 * h);
      assert.ok(Math.abs(expected[i]! - numeric) < 1e-9, `logit ${i}`);
      assert.ok(Math.abs(numeric) > 1e-4, "There is something to find");
    });
  });
}

Deno.test("the mean of log pi - log ref over samples is the KL to the reference", () => {
  const pi = policy(logits), reference = policy(other);
  const exact = pi.reduce(
    (sum, { log }, i) => sum + Math.exp(log) * (log - reference[i]!.log),
    0,
  );
  const [estimate] = expectation(3, (drawn) => {
    const ratios = drawn.map((y) => pi[y]!.log - reference[y]!.log);
    return Float64Array.of(ratios.reduce((a, b) => a + b) / 3);
  });
  assert.ok(Math.abs(estimate! - exact) < 1e-12);
  assert.ok(exact > 0.01);
});

Deno.test("RLOO's loss is - mean of A log pi, and its gradient follows", () => {
  const prompt = [2, 3];
  const batch = pack(
    [[5, 6, 1], [6, 1], [4, 1]].map((response) => ({ prompt, response })),
    4,
    5,
  );
  const advantage = [0.75, -0.375, 1.5];
  const tokens = tokenGradients(batch);
  const weight = (at: number) =>
    Math.fround(advantage[Math.floor(at / batch.time)]! / 3);
  const loss = tokens.reduce(
    (sum, { at, logProbability }) => sum - weight(at) * logProbability,
    0,
  );
  const opened = openInFloat64("policy", (model) => likelihood(model, 4, 5), {
    ...sequenceData(batch),
    weights: rlooWeights(batch, advantage),
  });
  checkFormula(opened, tokens, loss, ({ at }) => -weight(at));
});
