import assert from "node:assert/strict";
import { pack } from "../data/sequence.ts";
import { checkGradients, openInFloat64 } from "../testing/float64_objective.ts";
import { checkFormula, tokenGradients } from "../testing/token_gradients.ts";
import { crossEntropyWeights, sequenceData } from "./likelihood.ts";
import { ppo } from "./ppo.ts";

const batch = pack(
  [
    { prompt: [2, 3, 4], response: [5, 6, 1] },
    { prompt: [2, 3, 4], response: [6, 1] },
    { prompt: [5, 2], response: [3, 3, 4, 1] },
  ],
  4,
  6,
);
const clip = 0.2;
const tokens = tokenGradients(batch);
/** How far each token has moved since it was drawn, and its advantage. */
const moved = [-0.5, -0.4, -0.1, 0.05, 0.1, 0.3, 0.4, 0.5, -0.3];
const wanted = [-1.5, 2, 1, -0.5, 0.25, -3, 1.25, 0.75, -0.125];
const old = new Float32Array(batch.mask.length);
const advantages = new Float32Array(batch.mask.length);
tokens.forEach(({ at, logProbability }, i) => {
  old[at] = logProbability - moved[i]!;
  advantages[at] = wanted[i]!;
});
const open = () =>
  openInFloat64("policy", (model) => ppo(model, 4, 6, { clip }), {
    ...sequenceData(batch),
    old,
    advantages,
    weights: crossEntropyWeights(batch),
  });

Deno.test("ppo() has the gradient of central differences", () => {
  checkGradients(open());
});

Deno.test("ppo() is the clipped surrogate, with the share of tokens that it cuts off", () => {
  assert.equal(tokens.length, moved.length);
  const share = Math.fround(1 / tokens.length);
  const terms = new Map(tokens.map((token) => {
    const ratio = Math.exp(token.logProbability - old[token.at]!);
    const advantage = advantages[token.at]!;
    const clipped = Math.min(Math.max(ratio, 1 - clip), 1 + clip);
    const value = Math.min(ratio * advantage, clipped * advantage);
    // Where the clipped term is the smaller one, the loss is flat.
    const cut = clipped * advantage < ratio * advantage;
    return [token, { value, cut, slope: cut ? 0 : ratio * advantage }];
  }));
  const all = [...terms.values()];
  const loss = -share * all.reduce((sum, { value }) => sum + value, 0);
  const opened = open();
  checkFormula(
    opened,
    tokens,
    loss,
    (token) => -share * terms.get(token)!.slope,
  );
  // Both sides are cut, and both are let through where the advantage draws back.
  const cut = all.map(({ cut }) => cut);
  assert.deepEqual(
    cut,
    [true, false, false, false, false, false, true, true, true],
  );
  assert.ok(Math.abs(opened.watched("clipped share") - 4 * share) < 1e-12);
});

Deno.test("ppo() on samples of the policy as it is has the gradient of advantage times log pi", () => {
  const fresh = new Float32Array(old.length);
  for (const { at, logProbability } of tokens) fresh[at] = logProbability;
  const opened = openInFloat64(
    "policy",
    (model) => ppo(model, 4, 6, { clip }),
    {
      ...sequenceData(batch),
      old: fresh,
      advantages,
      weights: crossEntropyWeights(batch),
    },
  );
  opened.value();
  assert.equal(opened.watched("clipped share"), 0);
  const expected = new Float64Array(opened.gradients.length);
  for (const { at, gradient } of tokens) {
    gradient.forEach((g, i) =>
      expected[i]! -= advantages[at]! * g / tokens.length
    );
  }
  // What is left is the rounding of `old` to float32.
  expected.forEach((g, i) =>
    assert.ok(Math.abs(opened.gradients[i]! - g) < 1e-6)
  );
});
