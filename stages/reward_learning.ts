/**
 * The stage kind `reward_learning`: the reward step of RFT (arXiv 2405.17888,
 * Algorithm 1): a reward model that tells demonstrations from the policy's own
 * responses.
 *
 * @module
 */

import { z } from "zod";
import { epochs } from "../learn/data/epochs.ts";
import { pack, positions } from "../learn/data/sequence.ts";
import { bradleyTerry } from "../learn/objectives/bradley_terry.ts";
import { pairShares, pairSigns } from "../learn/objectives/pairs.ts";
import { Scorer } from "../learn/scoring/scorer.ts";
import { many, optional } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import {
  account,
  curves,
  dataset,
  policy,
  reward,
  samples,
} from "./artifacts.ts";
import { DataError } from "./data/error.ts";
import { AccountBook } from "./learning/account_book.ts";
import { openDevice } from "./learning/device.ts";
import { alternate, type Pair, readPairs } from "./learning/pairs.ts";
import { loadPolicy, savePolicy } from "./learning/policy_folder.ts";
import { onDevice, positive, training } from "./learning/settings.ts";
import { train, writeCurves } from "./learning/train.ts";

/** The share of prompts whose pairs are held out to measure accuracy. */
const heldOutShare = 0.1;

/**
 * Trains a reward model by Bradley-Terry. Its trunk begins as the base policy's
 * and its head at zero; or both go on from `previous`, an earlier round's. Samples of
 * several rounds can be pooled: a reward that only sees the newest policy's
 * samples forgets what the older ones got wrong.
 */
export const rewardLearning = stage(import.meta, {
  doc: "Learns a reward that ranks demonstrations above own responses.",
  params: z.strictObject({ pairs: positive, ...training }),
  inputs: {
    base: optional(policy),
    previous: optional(reward),
    demonstrations: dataset,
    samples: many(samples),
  },
  outputs: { reward, curves, account },
  ...onDevice,
  async run(context) {
    const { params, inputs, outputs, rng, metric } = context;
    using device = await openDevice(context);
    const account = new AccountBook(device);
    const from = inputs.previous ?? inputs.base;
    if (from === undefined) {
      throw new DataError(
        `Cannot learn a reward from nothing: connect "base", the policy whose ` +
          `trunk it begins with, or "previous", the reward that it goes on from`,
      );
    }
    const { model, speller } = loadPolicy(device, from, "reward");
    const read = await readPairs(
      speller,
      inputs.demonstrations,
      Object.values(inputs.samples),
    );
    // By prompt, and by the seed alone: what one round holds out, no other
    // round has learned from.
    const shuffled = rng.stream("held out").shuffle(read.prompts);
    const kept = new Set(shuffled.slice(0, shuffled.length * heldOutShare));
    const heldOut = read.pairs.filter(({ prompt }) => kept.has(prompt));
    const pairs = read.pairs.filter(({ prompt }) => !kept.has(prompt));
    if (pairs.length === 0) {
      throw new DataError(
        `Cannot learn a reward: all ${heldOut.length} pairs are held out; ` +
          `generate for more prompts`,
      );
    }
    metric("pairs", pairs.length);
    metric("equal_pairs", read.equal);
    // One position more than a policy needs: a reward is read at the last token
    // itself, not at the one before it.
    const count = params.pairs, time = speller.context;
    const order = epochs(pairs.length, count, rng.stream("order"));
    const fixed = {
      position: positions(2 * count, time),
      signs: pairSigns(count),
      shares: pairShares(count, count),
    };
    const learned = await train(
      model,
      bradleyTerry(model, count, time),
      params,
      (step) => {
        const rows = alternate(order(step).map((i) => pairs[i]!));
        account.train(rows);
        const { tokens, last } = pack(rows, 2 * count, time);
        return { ...fixed, tokens, last };
      },
      { ...context, account },
      { loss: "nats per pair", margin: "reward" },
    );
    if (heldOut.length > 0) {
      const scorer = account.counting(new Scorer(model, 128, time));
      metric("held_out_accuracy", await accuracy(scorer, heldOut));
    }
    await savePolicy(model, speller, outputs.reward);
    writeCurves(outputs.curves, learned);
    account.write(outputs.account, context);
  },
});

/** The share of pairs whose demonstration scores higher. */
async function accuracy(scorer: Scorer, pairs: readonly Pair[]) {
  const scores = await scorer.score(alternate(pairs));
  const right = pairs.filter((_, i) => scores[2 * i]! > scores[2 * i + 1]!);
  return right.length / pairs.length;
}
