/**
 * Policies and reward models as artifacts: a model with its tokenizer.
 *
 * @module
 */

import {
  CheckpointError,
  loadModel,
  readTokenizerFile,
  saveModel,
} from "../../learn/checkpoint/folder.ts";
import type { Device } from "../../learn/device/device.ts";
import type { Head } from "../../learn/models/gpt_neox.ts";
import type { Model } from "../../learn/models/model.ts";
import { Speller } from "./spelling.ts";

/** A model with what turns words into its tokens. */
export interface Loaded {
  readonly model: Model;
  readonly speller: Speller;
}

/** Loads a policy, or a model with another head on a policy's trunk. */
export function loadPolicy(
  device: Device,
  folder: string,
  head: Head = "policy",
): Loaded {
  const model = loadModel(device, folder, head);
  const { max_position_embeddings: context, vocab_size } = model.config;
  const speller = new Speller(readTokenizerFile(folder), context);
  if (speller.largestId >= vocab_size) {
    throw new CheckpointError(
      `Cannot load the checkpoint "${folder}": its tokenizer has the id ` +
        `${speller.largestId}, its model a vocabulary of ${vocab_size}`,
    );
  }
  return { model, speller };
}

/** Saves a model into its output folder. */
export async function savePolicy(
  model: Model,
  speller: Speller,
  folder: string,
): Promise<void> {
  await saveModel(model, folder, speller.file);
}
