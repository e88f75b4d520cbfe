/**
 * Where rounds of the contrast lead, each trained to its end by the real
 * trainer: to the law of odds, which converges for beta above a half alone.
 *
 * @module
 */

import assert from "node:assert/strict";
import { Model } from "../models/model.ts";
import { Scorer } from "../scoring/scorer.ts";
import { dataOf, type Pair, prompt } from "../testing/contrast_pairs.ts";
import { createReferenceDevice } from "../testing/reference_device.ts";
import { roughValues, tinyConfig } from "../testing/tiny.ts";
import { adamWDefaults } from "../training/optimiser.ts";
import { Trainer } from "../training/trainer.ts";
import { contrast } from "./contrast.ts";

const end = 1;

/** Two responses: of low and of high quality. */
const low = [3, end], high = [4, end];

/**
 * Rounds of the contrast, each trained to its end against exact expectations:
 * negatives by the policy's own odds, which is the reference, too.
 *
 * @param demonstrated The share of low quality among demonstrations.
 * @returns The log-odds of low quality before the first and after each round.
 */
async function playRounds(
  beta: number,
  demonstrated: number,
  rounds: number,
): Promise<number[]> {
  const time = 2, steps = 250;
  const device = createReferenceDevice();
  const model = new Model(
    device,
    { ...tinyConfig, num_hidden_layers: 1 },
    "policy",
    new Float32Array(0),
  );
  model.values.write(roughValues(model.layout.length, 7));
  const scorer = new Scorer(model, 2, time);
  const score = async () => {
    const scores = await scorer.score([low, high].map((response) => ({
      prompt,
      response,
    })));
    return [scores[0]!, scores[1]!] as const;
  };
  const odds: number[] = [];
  for (let round = 0;; round++) {
    const [bad, good] = await score();
    odds.push(bad - good);
    if (round === rounds) break;
    const own = 1 / (1 + Math.exp(good - bad));
    const pairs: Pair[] = [
      {
        chosen: high,
        rejected: low,
        share: (1 - demonstrated) * own,
        reference: [good, bad],
      },
      {
        chosen: low,
        rejected: high,
        share: demonstrated * (1 - own),
        reference: [bad, good],
      },
    ];
    const total = pairs.reduce((sum, { share }) => sum + share, 0);
    // Pairs of equal responses pull nowhere and are left out, as in a run.
    const different = pairs.map((pair) => ({
      ...pair,
      share: pair.share / total,
    }));
    const build = contrast(model, 2, time, { link: "log-sigmoid", beta });
    const trainer = new Trainer(model, build, {
      ...adamWDefaults,
      beta2: 0.99,
    });
    const data = dataOf(different, time);
    for (let step = 0; step < steps; step++) {
      trainer.step(data, 0.02 * (1 - step / steps));
      if (trainer.full) await trainer.read();
    }
    trainer.free();
  }
  return odds;
}

const demonstrated = 0.35, target = Math.log(0.35 / 0.65);

for (const [beta, way] of [[0.75, "converge"], [0.4, "diverge"]] as const) {
  Deno.test(`rounds with beta ${beta} follow the law of odds, and ${way}`, async () => {
    const odds = await playRounds(beta, demonstrated, 3);
    const apart = odds.map((x) => x - target);
    for (let round = 1; round < odds.length; round++) {
      // log o' = (1 - 1/beta) log o + (1/beta) log o_demonstrations
      const factor = 1 - 1 / beta;
      const expected = factor * odds[round - 1]! + (1 - factor) * target;
      assert.ok(
        Math.abs(odds[round]! - expected) < 0.02,
        `round ${round}: ${odds[round]}, not ${expected}`,
      );
      // Below one it swings from side to side; below a half ever wider.
      assert.ok(apart[round]! * apart[round - 1]! < 0);
      const wider = Math.abs(apart[round]!) > Math.abs(apart[round - 1]!);
      assert.equal(wider, beta < 1 / 2);
    }
  });
}
