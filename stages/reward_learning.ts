/**
 * The stage kind `reward_learning`: the reward step of RFT (arXiv 2405.17888,
 * Algorithm 1): a reward model that tells demonstrations from the policy's own
 * responses.
 *
 * @module
 */

import { z } from "zod";
import { epochs } from "../learn/data/epochs.ts";
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
  scores,
} from "./artifacts.ts";
import { DataError } from "./data/error.ts";
import { AccountBook } from "./learning/account_book.ts";
import { openDevice } from "./learning/device.ts";
import { heldOutPrompts, isLook } from "./learning/held_out.ts";
import { alternate, type Pair, readPairs } from "./learning/pairs.ts";
import { loadPolicy, savePolicy } from "./learning/policy_folder.ts";
import { onDevice, positive, training } from "./learning/settings.ts";
import { train, writeCurves } from "./learning/train.ts";
import { pairAccuracy } from "./reward/auc.ts";
import { readingOf, readings } from "./reward/readings.ts";
import { type Demonstration, readScores } from "./reward/scores.ts";
import { flipOf, type VoteRule, voteRules } from "./reward/votes.ts";

/**
 * Trains a reward model by Bradley-Terry. Its trunk begins as the base policy's
 * and its head at zero; or both go on from `previous`, an earlier round's. Samples of
 * several rounds can be pooled: a reward that only sees the newest policy's
 * samples forgets what the older ones got wrong.
 *
 * An ensemble is several of them that differ by the seed, and by it in the order
 * of their data. What is held out does not depend on the seed: no member and no
 * round has learned from it. Votes of an ensemble (`voting`) say which pairs to
 * leave out or to trust less; held-out accuracy takes no notice of them.
 */
export const rewardLearning = stage(import.meta, {
  doc: "Learns a reward that ranks demonstrations above own responses.",
  params: z.strictObject({
    pairs: positive,
    /** Where the reward is read while it learns. Used, it is read at the end. */
    reading: z.enum(readings).default("last"),
    /** What is made of the votes. */
    votes: z.enum(voteRules).default("ignore"),
    ...training,
  }),
  inputs: {
    base: optional(policy),
    previous: optional(reward),
    demonstrations: dataset,
    samples: many(samples),
    votes: optional(scores),
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
    const flips = await flipsOf(params.votes, inputs.votes, read.rows);
    const kept = heldOutPrompts(read.rows.map(({ prompt }) => prompt));
    const heldOut = read.pairs.filter(({ prompt }) => kept.has(prompt));
    const all = read.pairs.filter(({ prompt }) => !kept.has(prompt));
    const pairs = all.flatMap((pair) => {
      const flip = flips[pair.demonstration]!;
      return flip === null ? [] : [{ ...pair, flip }];
    });
    if (pairs.length === 0) {
      throw new DataError(
        `Cannot learn a reward: of ${read.pairs.length} pairs ` +
          `${heldOut.length} are held out and ${all.length} dropped by vote; ` +
          `generate for more prompts`,
      );
    }
    metric("pairs", pairs.length);
    metric("equal_pairs", read.equal);
    metric("dropped_pairs", all.length - pairs.length);
    // One position more than a policy needs: a reward is read at the last token
    // itself, not at the one before it.
    const count = params.pairs, time = speller.context;
    const order = epochs(pairs.length, count, rng.stream("order"));
    const { objective, data } = readingOf(params.reading, model, count, time);
    const scorer = account.counting(new Scorer(model, 128, time));
    const learned = await train(
      model,
      objective,
      params,
      async (step, book) => {
        const batch = order(step).map((i) => pairs[i]!);
        account.train(alternate(batch));
        if (heldOut.length > 0 && isLook(step, params.steps)) {
          book.add("held-out accuracy", step, await accuracy(scorer, heldOut));
        }
        return data(batch);
      },
      { ...context, account, heldOutPairs: heldOut.length },
      {
        loss: "nats per pair",
        margin: "reward",
        "reward accuracy": "share of pairs",
        "held-out accuracy": "share of pairs",
      },
    );
    if (heldOut.length > 0) {
      metric("held_out_accuracy", await accuracy(scorer, heldOut));
    }
    await savePolicy(model, speller, outputs.reward);
    writeCurves(outputs.curves, learned);
    account.write(outputs.account, context);
  },
});

/**
 * The share of pairs whose demonstration scores higher. Equal scores count half,
 * as a coin would: before its first step, a head of zeros scores all alike.
 */
async function accuracy(scorer: Scorer, pairs: readonly Pair[]) {
  const scores = [...await scorer.score(alternate(pairs))];
  const side = (of: number) => scores.filter((_, i) => i % 2 === of);
  return pairAccuracy(side(0), side(1))!;
}

/** For each demonstration, the probability that its pairs are the wrong way. */
async function flipsOf(
  rule: VoteRule,
  path: string | undefined,
  demonstrations: readonly Demonstration[],
): Promise<(number | null)[]> {
  if ((rule === "ignore") !== (path === undefined)) {
    throw new DataError(
      rule === "ignore"
        ? `Cannot learn a reward: input "votes" is connected, and parameter ` +
          `"votes" says to ignore it; set "votes" to one of ` +
          `${voteRules.filter((name) => name !== "ignore").join(", ")}`
        : `Cannot ${rule} pairs by vote: input "votes" is missing; connect it ` +
          `to a stage of kind "voting"`,
    );
  }
  if (path === undefined) return demonstrations.map(() => 0);
  const votes = await readScores(path, demonstrations);
  return votes.map((vote) => flipOf(rule, vote));
}
