/**
 * The stage kind `generation`: what a policy says to given prompts.
 *
 * @module
 */

import { z } from "zod";
import {
  readStateFile,
  writeStateFile,
} from "../learn/checkpoint/state_file.ts";
import { Generator } from "../learn/generation/generator.ts";
import { stage } from "../pipeline/stage.ts";
import { account, dataset, policy, samples } from "./artifacts.ts";
import type { Account } from "./account_file.ts";
import { datasetColumns, samplesColumns } from "./data/columns.ts";
import { readRows, writeRows } from "./data/parquet.ts";
import { AccountBook } from "./learning/account_book.ts";
import { Checkpoints } from "./learning/checkpoints.ts";
import { openDevice } from "./learning/device.ts";
import { part, takePart } from "./learning/part.ts";
import { loadPolicy } from "./learning/policy_folder.ts";
import { onDevice, positive, seed } from "./learning/settings.ts";

interface Sample {
  readonly prompt: string;
  readonly response: string;
  readonly log_probability: number;
}

/** What a checkpoint holds. */
interface Kept {
  readonly written: Sample[];
  readonly account: Account;
}

/**
 * Batches generated between two checkpoints, at least. Within them a waiting
 * prompt gets the place of a response that has ended.
 */
const batchesAtOnce = 4;

/** What stands for bytes that are no characters. */
const unread = "\ufffd";

/** The greatest share of samples with such bytes that nobody is warned of. */
const mostUnread = 0.1;

/** Samples one response to each prompt. */
export const generation = stage(import.meta, {
  doc: "Samples a policy's own responses to the demonstrations' prompts.",
  params: z.strictObject({
    temperature: z.number().min(0).default(1),
    part,
    batch: positive.default(256),
    seed,
  }),
  inputs: { policy, prompts: dataset },
  outputs: { samples, account },
  ...onDevice,
  async run(context) {
    const { params, inputs, outputs } = context;
    using device = await openDevice(context);
    const account = new AccountBook(device);
    const { model, speller } = loadPolicy(device, inputs.policy);
    const all = await readRows(inputs.prompts, datasetColumns);
    const rows = takePart(all, params.part);
    const { batch, temperature, seed } = params;
    const generator = account.counting(
      new Generator(model, batch, speller.context),
    );
    let written: Sample[] = [];
    const checkpoints = new Checkpoints(context, rows.length, "prompt");
    await checkpoints.resume(async (path) => {
      const kept = (await readStateFile(path)).about as Kept;
      written = kept.written;
      account.resume(kept.account);
    });
    context.progress(written.length, rows.length, "prompts");
    const atOnce = batchesAtOnce * batch;
    for (let first = written.length; first < rows.length; first += atOnce) {
      const now = rows.slice(first, first + atOnce);
      const responses = await generator.generate(
        now.map(({ prompt }) => speller.prompt(prompt)),
        { temperature, seed, first },
      );
      written.push(...responses.map(({ tokens, logProbability }, i) => ({
        prompt: now[i]!.prompt,
        response: speller.text(tokens),
        log_probability: logProbability,
      })));
      context.progress(written.length, rows.length, "prompts");
      if (!checkpoints.due) continue;
      const kept: Kept = { written, account: account.account };
      await checkpoints.save(
        written.length,
        (path) => writeStateFile(path, kept, []),
      );
    }
    const broken = written.filter(({ response }) => response.includes(unread));
    if (broken.length > mostUnread * written.length) {
      context.warn(
        `${broken.length} of ${written.length} samples have bytes that are no ` +
          `UTF-8; who learns from them reads U+FFFD in their place, which is ` +
          `not what the policy said: train it for longer`,
      );
    }
    account.write(outputs.account, context);
    await writeRows(outputs.samples, samplesColumns, written);
  },
});
