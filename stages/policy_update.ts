/**
 * The stage kind `policy_update`: the policy step of RFT (arXiv 2405.17888,
 * Algorithm 1): towards higher reward, under a KL penalty to the base policy.
 *
 * @module
 */

import { epochs } from "../learn/data/epochs.ts";
import type { Sequence } from "../learn/data/sequence.ts";
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
import { onDevice } from "./learning/settings.ts";
import { trainTogether, writeCurves } from "./learning/train.ts";
import { actorCriticStep } from "./policy/actor_critic.ts";
import { rlooStep } from "./policy/rloo.ts";
import { policySettings } from "./policy/settings.ts";

/**
 * Learns from fresh samples in rounds: each draws prompts, samples each several
 * times from the policy as it is, scores the samples, and takes one step (RLOO)
 * or several (APA, PPO) on them.
 */
export const policyUpdate = stage(import.meta, {
  doc: "Moves a policy towards a learned reward, held by KL to the base.",
  params: policySettings,
  inputs: { policy, base: policy, rewards: many(reward), prompts: dataset },
  outputs: { policy, curves, account },
  ...onDevice,
  async run(context) {
    const { params, inputs, outputs, rng } = context;
    using device = await openDevice(context);
    const account = new AccountBook(device);
    const { model, speller } = loadPolicy(device, inputs.policy);
    const batch = params.prompts * params.samples;
    const capacity = speller.context;
    const judges = Object.values(inputs.rewards).map((path) => {
      const judge = loadPolicy(device, path, "reward").model;
      return account.counting(new Scorer(judge, batch, capacity));
    });
    if (judges.length === 0) {
      throw new DataError(
        "Cannot update the policy without a reward: connect one to the input " +
          '"rewards"',
      );
    }
    const rows = await readRows(inputs.prompts, datasetColumns);
    if (rows.length === 0) {
      throw new DataError("Cannot update the policy: there are no prompts");
    }
    const setting = {
      params,
      account,
      model,
      base: loadPolicy(device, inputs.base).model,
      capacity,
      prompts: rows.map(({ prompt }) => speller.prompt(prompt)),
      order: epochs(rows.length, params.prompts, rng.stream("order")),
      async judge(sequences: readonly Sequence[]) {
        const members: Float32Array[] = [];
        for (const judge of judges) members.push(await judge.score(sequences));
        return members;
      },
    };
    const step = params.objective === "rloo"
      ? rlooStep(setting)
      // The value model begins as the policy's trunk, with a head of zeros.
      : actorCriticStep(
        setting,
        loadPolicy(device, inputs.policy, "reward").model,
      );
    const units = judges.length > 1
      ? { ...step.units, "reward spread": "deviation over rewards" }
      : step.units;
    const learned = await trainTogether(
      step.learners,
      step.next,
      { ...context, account },
      units,
      step.epochs,
    );
    await savePolicy(model, speller, outputs.policy);
    writeCurves(outputs.curves, learned);
    account.write(outputs.account, context);
  },
});
