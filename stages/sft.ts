/**
 * The stage kind `sft`: supervised fine-tuning, the method that the others are
 * measured against.
 *
 * @module
 */

import { z } from "zod";
import { stage } from "../pipeline/stage.ts";
import { account, curves, dataset, policy } from "./artifacts.ts";
import { AccountBook } from "./learning/account_book.ts";
import { openDevice } from "./learning/device.ts";
import { imitate } from "./learning/imitate.ts";
import { loadPolicy, savePolicy } from "./learning/policy_folder.ts";
import { onDevice, positive, training } from "./learning/settings.ts";
import { writeCurves } from "./learning/train.ts";

/** Trains a policy by cross-entropy on demonstrations. */
export const sft = stage(import.meta, {
  doc: "Fine-tunes a policy by imitating demonstrations.",
  params: z.strictObject({ batch: positive, ...training }),
  inputs: { base: policy, demonstrations: dataset },
  outputs: { policy, curves, account },
  ...onDevice,
  async run(context) {
    const { params, inputs, outputs, rng } = context;
    using device = await openDevice(context);
    const account = new AccountBook(device);
    const { model, speller } = loadPolicy(device, inputs.base);
    const learned = await imitate(
      model,
      speller,
      inputs.demonstrations,
      params,
      rng,
      { ...context, account },
    );
    await savePolicy(model, speller, outputs.policy);
    writeCurves(outputs.curves, learned);
    account.write(outputs.account, context);
  },
});
