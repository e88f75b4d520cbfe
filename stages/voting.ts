/**
 * The stage kind `voting`: what an ensemble of rewards says of each
 * demonstration, after "Secrets of RLHF II" (arXiv 2401.06080).
 *
 * @module
 */

import { z } from "zod";
import { many } from "../pipeline/artifact.ts";
import { stage } from "../pipeline/stage.ts";
import { account, dataset, reward, samples, scores } from "./artifacts.ts";
import { samplesColumns, scoresColumns } from "./data/columns.ts";
import { DataError } from "./data/error.ts";
import { readRows, writeRows } from "./data/parquet.ts";
import { AccountBook } from "./learning/account_book.ts";
import { openDevice } from "./learning/device.ts";
import { onDevice, positive } from "./learning/settings.ts";
import { rewardsOf } from "./reward/ensemble.ts";
import { readDemonstrations } from "./reward/scores.ts";
import { meanAndSpread } from "./statistics/spread.ts";

/**
 * The strength of each demonstration: the mean over the ensemble of
 * r(demonstration) - r(own sample), and its standard deviation. A demonstration
 * that equals its sample has strength 0: nothing can be said of it.
 *
 * Rewards that learned from the same pairs in another order vote on the pairs
 * that they learned from, as in that paper: what noise each has learned by heart
 * differs, what is in the data does not.
 */
export const voting = stage(import.meta, {
  doc: "Lets an ensemble of rewards vote on each demonstration.",
  params: z.strictObject({ batch: positive.default(256) }),
  inputs: { rewards: many(reward), demonstrations: dataset, samples },
  outputs: { scores, account },
  ...onDevice,
  async run(context) {
    const { params, inputs, outputs, metric, progress } = context;
    const rows = await readDemonstrations(
      inputs.demonstrations,
      "vote on demonstrations",
    );
    const said = new Map<string, string>();
    for (const row of await readRows(inputs.samples, samplesColumns)) {
      if (!said.has(row.prompt)) said.set(row.prompt, row.response);
    }
    const own = rows.map(({ prompt }) => {
      const response = said.get(prompt);
      if (response !== undefined) return response;
      throw new DataError(
        `Cannot vote on the demonstration for "${prompt}": no sample has that ` +
          `prompt; generate for all of the demonstrations' prompts`,
      );
    });
    using device = await openDevice(context);
    const account = new AccountBook(device);
    const members = await rewardsOf(
      account,
      inputs.rewards,
      params.batch,
      (speller) =>
        rows.flatMap(({ prompt, response }, i) => [
          speller.demonstration(prompt, response),
          speller.sample(prompt, own[i]!),
        ]),
      (done, all) => progress(done, all, "rewards"),
    );
    const voted = rows.map((row, i) => {
      const strengths = members.map((rewards) =>
        row.response === own[i] ? 0 : rewards[2 * i]! - rewards[2 * i + 1]!
      );
      const { mean, spread } = meanAndSpread(strengths);
      return { ...row, score: mean, spread };
    });
    metric("members", members.length);
    metric("negative", voted.filter(({ score }) => score < 0).length);
    account.write(outputs.account, context);
    await writeRows(outputs.scores, scoresColumns, voted);
  },
});
