import assert from "node:assert/strict";
import { pack, positions, type Sequence } from "../data/sequence.ts";
import { Model } from "../models/model.ts";
import { Scorer } from "../scoring/scorer.ts";
import { TokenScorer } from "../scoring/token_scorer.ts";
import { checkGradients, openInFloat64 } from "../testing/float64_objective.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { roughValues, tinyConfig } from "../testing/tiny.ts";
import { crossEntropyWeights } from "./likelihood.ts";
import { valueRegression } from "./value.ts";

const sequences: Sequence[] = [
  { prompt: [2, 3, 4], response: [5, 6, 1] },
  { prompt: [5, 2], response: [3, 1] },
];
const batch = pack(sequences, 3, 6);
const returns = batch.mask.map((x, i) => x * (i % 5 - 2) / 4);
const open = () =>
  openInFloat64("reward", (model) => valueRegression(model, 3, 6), {
    tokens: batch.tokens,
    position: positions(3, 6),
    weights: crossEntropyWeights(batch),
    returns,
  });

/** The value before each response token: the score of what stands before it. */
async function values(): Promise<{ whole: Float32Array; single: number[] }> {
  const device = createReferenceDevice();
  const model = new Model(device, tinyConfig, "reward", new Float32Array(0));
  model.values.write(roughValues(model.layout.length, 7));
  const whole = await new TokenScorer(model, 3, 6).score(batch);
  const states = sequences.flatMap(({ prompt, response }) =>
    response.map((_, i) => ({ prompt, response: response.slice(0, i) }))
  );
  const single = await new Scorer(model, 1, 6).score(states);
  return { whole, single: [...single] };
}

Deno.test("valueRegression() has the gradient of central differences", () => {
  checkGradients(open());
});

Deno.test("valueRegression() is half the mean squared error of the values before each token", async () => {
  const { whole, single } = await values();
  const at = [...batch.mask.keys()].filter((i) => batch.mask[i]);
  assert.equal(single.length, at.length);
  at.forEach((i, n) => assert.ok(Math.abs(whole[i]! - single[n]!) < 1e-6));
  batch.mask.forEach((x, i) => assert.ok(x || whole[i] === 0));
  const loss = at.reduce(
    (sum, i, n) => sum + (single[n]! - returns[i]!) ** 2 / at.length / 2,
    0,
  );
  assert.ok(Math.abs(open().value() - loss) < 1e-6);
});
