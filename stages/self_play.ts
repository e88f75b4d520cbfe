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
import { AccountBook } from "./learning/account_book.ts";
import { openDevice } from "./learning/device.ts";
import { alternate, readPairs } from "./learning/pairs.ts";
import { loadPolicy, savePolicy } from "./learning/policy_folder.ts";
import { onDevice, positive, training } from "./learning/settings.ts";
import { train, writeCurves } from "./learning/train.ts";

/** Trains a policy to prefer demonstrations over its own earlier responses. */
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
  inputs: { policy, demonstrations: dataset, samples },
  outputs: { policy, curves, account },
  ...onDevice,
  async run(context) {
    const { params, inputs, outputs, rng, metric } = context;
    using device = await openDevice(context);
    const account = new AccountBook(device);
    const { model, speller } = loadPolicy(device, inputs.policy);
    const { pairs, equal } = await readPairs(
      speller,
      inputs.demonstrations,
      [inputs.samples],
    );
    metric("pairs", pairs.length);
    metric("equal_pairs", equal);
    const count = params.pairs, time = speller.context - 1;
    // The reference is the policy before its first step, so its
    // log-probabilities are computed once and no second model is kept.
    const before = account.counting(new Scorer(model, 2 * count, time));
    const reference = await before.score(alternate(pairs));
    before.free();
    const order = epochs(pairs.length, count, rng.stream("order"));
    const fixed = {
      signs: pairSigns(count),
      shares: pairShares(count, count),
    };
    const { link, beta, anchor } = params;
    const learned = await train(
      model,
      contrast(model, count, time, { link, beta }),
      params,
      (step) => {
        const indices = order(step);
        const rows = alternate(indices.map((i) => pairs[i]!));
        account.train(rows);
        const packed = pack(rows, 2 * count, time);
        return {
          ...sequenceData(packed),
          ...fixed,
          mask: packed.mask,
          reference: Float32Array.from(
            indices.flatMap((i) => [reference[2 * i]!, reference[2 * i + 1]!]),
          ),
          anchor: anchorWeights(packed, anchor),
        };
      },
      { ...context, account },
      {
        loss: "nats per pair",
        margin: "implicit reward",
        chosen: "log-probability, nats",
        rejected: "log-probability, nats",
      },
    );
    await savePolicy(model, speller, outputs.policy);
    writeCurves(outputs.curves, learned);
    account.write(outputs.account, context);
  },
});
