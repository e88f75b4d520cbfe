/**
 * The stage kind `self_play`: one round of IRFT (arXiv 2405.17888, Algorithm
 * 2). The implicit reward is beta log(pi / reference), and the reference is the
 * policy that the round begins with. SPIN (arXiv 2401.01335) is the special
 * case of one round over all of the data.
 *
 * @module
 */

import { z } from "zod";
import { epochs } from "../learn/data/epochs.ts";
import { pack } from "../learn/data/sequence.ts";
import {
  anchorWeights,
  contrast,
  links,
} from "../learn/objectives/contrast.ts";
import { sequenceData } from "../learn/objectives/likelihood.ts";
import { pairShares, pairSigns } from "../learn/objectives/pairs.ts";
import { Scorer } from "../learn/scoring/scorer.ts";
import { stage } from "../pipeline/stage.ts";
import { account, curves, dataset, policy, samples } from "./artifacts.ts";
import { DataError } from "./data/error.ts";
import { AccountBook } from "./learning/account_book.ts";
import { openDevice } from "./learning/device.ts";
import { heldOutPrompts, isLook } from "./learning/held_out.ts";
import { alternate, type Pair, readPairs } from "./learning/pairs.ts";
import { loadPolicy, savePolicy } from "./learning/policy_folder.ts";
import { PolicyWatch } from "./learning/policy_watch.ts";
import { onDevice, positive, training } from "./learning/settings.ts";
import { train, writeCurves } from "./learning/train.ts";

/**
 * Trains a policy to prefer demonstrations over its own earlier responses. What
 * its implicit reward does is watched on pairs that are held out, what the
 * policy does on its responses to a few prompts.
 */
export const selfPlay = stage(import.meta, {
  doc: "Plays one round of a policy against its own earlier responses.",
  params: z.strictObject({
    pairs: positive,
    beta: z.number().positive(),
    link: z.enum(links).default("log-sigmoid"),
    /** Weight of the demonstrations' cross-entropy, nats per token. */
    anchor: z.number().min(0).default(0),
    ...training,
  }),
  inputs: {
    policy,
    /** From which the divergence is watched; nothing is learned from it. */
    base: policy,
    demonstrations: dataset,
    samples,
  },
  outputs: { policy, curves, account },
  ...onDevice,
  async run(context) {
    const { params, inputs, outputs, rng, metric } = context;
    using device = await openDevice(context);
    const account = new AccountBook(device);
    const { model, speller } = loadPolicy(device, inputs.policy);
    const read = await readPairs(
      speller,
      inputs.demonstrations,
      [inputs.samples],
    );
    const kept = heldOutPrompts(read.rows.map(({ prompt }) => prompt));
    const count = params.pairs, time = speller.context - 1;
    const heldOut = read.pairs.filter(({ prompt }) => kept.has(prompt));
    const pairs = read.pairs.filter(({ prompt }) => !kept.has(prompt));
    if (pairs.length === 0) {
      throw new DataError(
        `Cannot play against own responses: all ${heldOut.length} pairs that ` +
          `differ are held out; generate for more prompts`,
      );
    }
    metric("pairs", pairs.length);
    metric("equal_pairs", read.equal);
    const order = epochs(pairs.length, count, rng.stream("order"));
    const batches = Array.from(
      { length: params.steps },
      (_, step) => order(step).map((i) => pairs[i]!),
    );
    // The reference is the policy before its first step, so its
    // log-probabilities are computed once, of the pairs that are used, and no
    // second model is kept.
    const scorer = account.counting(new Scorer(model, 2 * count, time));
    const used = [...new Set([...batches.flat(), ...heldOut])];
    const scores = await scorer.score(alternate(used));
    const reference = new Map(
      used.map((pair, i) => [pair, [scores[2 * i]!, scores[2 * i + 1]!]]),
    );
    const referenceOf = (pair: Pair) => reference.get(pair)!;
    const watch = new PolicyWatch({
      model,
      base: loadPolicy(device, inputs.base).model,
      capacity: speller.context,
      prompts: read.rows.map(({ prompt }) => speller.prompt(prompt)),
      seed: params.seed,
      account,
    });
    const fixed = {
      signs: pairSigns(count),
      shares: pairShares(count, count),
    };
    const { link, beta, anchor } = params;
    const learned = await train(
      model,
      contrast(model, count, time, { link, beta }),
      params,
      async (step, book) => {
        if (isLook(step, params.steps)) {
          await watch.look(step, book);
          if (heldOut.length > 0) {
            const now = await scorer.score(alternate(heldOut));
            const share = accuracy(now, heldOut.flatMap(referenceOf));
            book.add("held-out accuracy", step, share);
          }
        }
        const chosen = batches[step]!;
        const rows = alternate(chosen);
        account.train(rows);
        const packed = pack(rows, 2 * count, time);
        return {
          ...sequenceData(packed),
          ...fixed,
          mask: packed.mask,
          reference: Float32Array.from(chosen.flatMap(referenceOf)),
          anchor: anchorWeights(packed, anchor),
        };
      },
      { ...context, account, heldOutPairs: heldOut.length },
      {
        loss: "nats per pair",
        margin: "implicit reward",
        chosen: "log-probability, nats",
        rejected: "log-probability, nats",
        "reward accuracy": "share of pairs",
        ...(heldOut.length > 0
          ? { "held-out accuracy": "share of pairs" }
          : {}),
        ...watch.units,
      },
    );
    await savePolicy(model, speller, outputs.policy);
    writeCurves(outputs.curves, learned);
    account.write(outputs.account, context);
  },
});

/**
 * The share of pairs in which the implicit reward, the log-ratio to the
 * reference, of the demonstration is higher. Equal ones count half.
 *
 * @param scores log pi of demonstration and own response in turn.
 * @param reference log ref, likewise.
 */
function accuracy(
  scores: ArrayLike<number>,
  reference: readonly number[],
): number {
  const ratio = (i: number) => scores[i]! - reference[i]!;
  const pairs = reference.length / 2;
  let points = 0;
  for (let i = 0; i < pairs; i++) {
    points += Math.sign(ratio(2 * i) - ratio(2 * i + 1));
  }
  return 0.5 + points / (2 * pairs);
}
