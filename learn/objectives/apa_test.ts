import assert from "node:assert/strict";
import { pack } from "../data/sequence.ts";
import { checkGradients, openInFloat64 } from "../testing/float64_objective.ts";
import { checkFormula, tokenGradients } from "../testing/token_gradients.ts";
import { apa, apaGoals, withoutOwnPenalty } from "./apa.ts";
import { crossEntropyWeights, sequenceData } from "./likelihood.ts";

const batch = pack(
  [
    { prompt: [2, 3, 4], response: [5, 6, 1] },
    { prompt: [5, 2], response: [3, 1] },
  ],
  3,
  6,
);
const count = 5;
const numbers = (f: (i: number) => number) => batch.mask.map((_, i) => f(i));
/** Multiples of an eighth, which float32 holds as they are. */
const reference = numbers((i) => -1 - (i * 5 % 7) / 8);
const advantages = numbers((i) => (i * 3 % 11 - 5) / 8);
const goals = apaGoals(batch, reference, advantages, 2);
const open = () =>
  openInFloat64("policy", (model) => apa(model, 3, 6), {
    ...sequenceData(batch),
    weights: crossEntropyWeights(batch),
    goals,
  });

Deno.test("apa() has the gradient of central differences", () => {
  checkGradients(open());
});

Deno.test("apa() is the mean of (log pi - log ref - c A)^2 over tokens", () => {
  const tokens = tokenGradients(batch);
  assert.equal(tokens.length, count);
  const share = Math.fround(1 / count);
  const miss = ({ at, logProbability }: typeof tokens[number]) =>
    logProbability - reference[at]! - 2 * advantages[at]!;
  const loss = tokens.reduce((sum, t) => sum + share * miss(t) ** 2, 0);
  checkFormula(open(), tokens, loss, (t) => 2 * share * miss(t));
});

Deno.test("a token's own penalty is taken out of its advantage, and nothing else is", () => {
  const logProbabilities = numbers((i) => -i / 8);
  const told = { logProbabilities, reference };
  const without = withoutOwnPenalty(batch, told, advantages, 0.5);
  batch.mask.forEach((x, i) => {
    const penalty = 0.5 * (logProbabilities[i]! - reference[i]!);
    assert.equal(without[i], x ? advantages[i]! + penalty : 0);
    assert.equal(goals[i], x ? reference[i]! + 2 * advantages[i]! : 0);
  });
});
