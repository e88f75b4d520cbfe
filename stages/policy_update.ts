/**
 * The stage kind `policy_update`: the policy step of RFT (arXiv 2405.17888,
 * Algorithm 1): towards higher reward, under a KL penalty to the base policy.
 *
 * @module
 */

import { z } from "zod";
import { epochs } from "../learn/data/epochs.ts";
import { pack } from "../learn/data/sequence.ts";
import { Generator } from "../learn/generation/generator.ts";
import { likelihood, sequenceData } from "../learn/objectives/likelihood.ts";
import { advantages, rlooWeights } from "../learn/objectives/rloo.ts";
import { Scorer } from "../learn/scoring/scorer.ts";
import { many } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import { account, curves, dataset, policy, reward } from "./artifacts.ts";
import { datasetColumns } from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { readRows } from "./data/parquet.ts";
import { AccountBook } from "./learning/account_book.ts";
import { openDevice } from "./learning/device.ts";
import { loadPolicy, savePolicy } from "./learning/policy_folder.ts";
import { onDevice, positive, training } from "./learning/settings.ts";
import { train, writeCurves } from "./learning/train.ts";
import { ensembleSchema, scoreByEnsemble } from "./policy/ensemble.ts";

/**
 * RLOO on fresh samples: each step draws prompts, samples each several times
 * from the policy as it is, scores the samples, and takes one gradient step.
 */
export const policyUpdate = stage(import.meta, {
  doc: "Moves a policy towards a learned reward, held by KL to the base.",
  params: z.strictObject({
    /** Prompts a step. */
    prompts: positive,
    /** Samples of each prompt. */
    samples: z.int().min(2),
    /** Weight of the KL penalty. */
    beta: z.number().min(0),
    /** How several rewards become one score. */
    ensemble: ensembleSchema.prefault({}),
    ...training,
  }),
  inputs: { policy, base: policy, rewards: many(reward), prompts: dataset },
  outputs: { policy, curves, account },
  ...onDevice,
  async run(context) {
    const { params, inputs, outputs, rng } = context;
    using device = await openDevice(context);
    const account = new AccountBook(device);
    const { model, speller } = loadPolicy(device, inputs.policy);
    const base = loadPolicy(device, inputs.base).model;
    const judges = Object.values(inputs.rewards).map((path) =>
      loadPolicy(device, path, "reward").model
    );
    if (judges.length === 0) {
      throw new DataError("Cannot update the policy: there is no reward");
    }
    const rows = await readRows(inputs.prompts, datasetColumns);
    if (rows.length === 0) {
      throw new DataError("Cannot update the policy: there are no prompts");
    }
    const prompts = rows.map(({ prompt }) => speller.prompt(prompt));
    const each = params.samples, batch = params.prompts * each;
    const { context: capacity } = speller, time = capacity - 1;
    const generator = account.counting(new Generator(model, batch, capacity));
    const reference = account.counting(new Scorer(base, batch, time));
    const scorers = judges.map((judge) =>
      account.counting(new Scorer(judge, batch, capacity))
    );
    const order = epochs(prompts.length, params.prompts, rng.stream("order"));
    const learned = await train(
      model,
      likelihood(model, batch, time),
      params,
      async (step, book) => {
        const drawn = order(step).flatMap((i) =>
          Array.from({ length: each }, () => prompts[i]!)
        );
        const responses = await generator.generate(drawn, {
          temperature: 1,
          seed: params.seed,
          first: step * batch,
        });
        const sequences = responses.map(({ tokens }, i) => ({
          prompt: drawn[i]!,
          response: tokens,
        }));
        const members: Float32Array[] = [];
        for (const scorer of scorers) {
          members.push(await scorer.score(sequences));
        }
        const scored = scoreByEnsemble(members, each, params.ensemble, step);
        const told = {
          rewards: scored.score,
          logProbabilities: responses.map((r) => r.logProbability),
          reference: await reference.score(sequences),
        };
        book.add("reward", step, mean(scored.mean));
        book.add("reward spread", step, mean(scored.spread));
        book.add(
          "KL to base",
          step,
          mean(told.logProbabilities) - mean(told.reference),
        );
        account.train(sequences);
        const packed = pack(sequences, batch, time);
        const advantage = advantages(told, each, params.beta);
        return {
          ...sequenceData(packed),
          weights: rlooWeights(packed, advantage),
        };
      },
      { ...context, account },
      {
        reward: "mean of samples",
        "KL to base": "nats per response",
        ...(judges.length > 1
          ? { "reward spread": "standard deviation over rewards" }
          : {}),
      },
    );
    await savePolicy(model, speller, outputs.policy);
    writeCurves(outputs.curves, learned);
    account.write(outputs.account, context);
  },
});

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
