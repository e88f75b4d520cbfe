/**
 * The stage kind `likelihood`: how likely a policy finds each demonstration. By
 * the base's likelihood, demonstrations can be filtered without any reward.
 *
 * @module
 */

import { z } from "zod";
import { Scorer } from "../learn/scoring/scorer.ts";
import { stage } from "../pipeline/stage.ts";
import { account, dataset, policy, scores } from "./artifacts.ts";
import { scoresColumns } from "./data/columns.ts";
import { writeRows } from "./data/parquet.ts";
import { AccountBook } from "./learning/account_book.ts";
import { openDevice } from "./learning/device.ts";
import { loadPolicy } from "./learning/policy_folder.ts";
import { onDevice, positive } from "./learning/settings.ts";
import { readDemonstrations } from "./reward/scores.ts";

/** Log-probabilities of demonstrations, their ends included. */
export const likelihood = stage(import.meta, {
  doc: "Scores each demonstration by its log-probability under a policy.",
  params: z.strictObject({
    /** The mean over a response's tokens, in nats a token, or their sum. */
    per: z.enum(["token", "response"]).default("token"),
    batch: positive.default(256),
  }),
  inputs: { policy, demonstrations: dataset },
  outputs: { scores, account },
  ...onDevice,
  async run(context) {
    const { params, inputs, outputs, metric, progress } = context;
    const rows = await readDemonstrations(
      inputs.demonstrations,
      "score demonstrations",
    );
    using device = await openDevice(context);
    const account = new AccountBook(device);
    const { model, speller } = loadPolicy(device, inputs.policy);
    const sequences = rows.map(({ prompt, response }) =>
      speller.demonstration(prompt, response)
    );
    const scorer = account.counting(
      new Scorer(model, params.batch, speller.context - 1),
    );
    const sums = await scorer.score(sequences);
    const scored = rows.map((row, i) => ({
      ...row,
      score: params.per === "response"
        ? sums[i]!
        : sums[i]! / sequences[i]!.response.length,
      spread: 0,
    }));
    progress(rows.length, rows.length, "demonstrations");
    metric(
      "mean",
      scored.reduce((sum, { score }) => sum + score, 0) / scored.length,
    );
    account.write(outputs.account, context);
    await writeRows(outputs.scores, scoresColumns, scored);
  },
});
