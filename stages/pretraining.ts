/**
 * The stage kind `pretraining`: the base policy, from random weights.
 *
 * @module
 */

import { z } from "zod";
import { saveModel } from "../learn/checkpoint/folder.ts";
import { configSchema } from "../learn/models/gpt_neox.ts";
import { Model } from "../learn/models/model.ts";
import { parameterCount } from "../learn/models/parameters.ts";
import { stage } from "../pipeline/stage.ts";
import { account, curves, dataset, policy } from "./artifacts.ts";
import { AccountBook } from "./learning/account_book.ts";
import { openDevice } from "./learning/device.ts";
import { imitate } from "./learning/imitate.ts";
import {
  byteTokenizerFile,
  byteVocabularySize,
} from "./learning/byte_tokenizer.ts";
import { onDevice, positive, training } from "./learning/settings.ts";
import { endId, padId } from "./learning/special_tokens.ts";
import { Speller } from "./learning/spelling.ts";
import {
  wordTokenizerFile,
  wordVocabularySize,
} from "./learning/word_tokenizer.ts";
import { writeCurves } from "./learning/train.ts";

/** Trains a small GPT-NeoX from scratch by cross-entropy. */
export const pretraining = stage(import.meta, {
  doc: "Trains the base policy from random weights.",
  params: z.strictObject({
    layers: positive,
    width: positive,
    heads: positive,
    /** Tokens of prompt and response together. */
    context: positive,
    /** What the policy reads and says: words and phonemes, or any text. */
    tokenizer: z.enum(["words", "bytes"]).default("words"),
    batch: positive,
    ...training,
  }).refine(({ width, heads }) => width % heads === 0, {
    path: ["width"],
    error: "width must be a multiple of heads",
  }).refine(({ width, heads }) => width / heads >= 4, {
    path: ["width"],
    error: "width must be at least 4 a head: half of a head turns by position",
  }),
  inputs: { data: dataset },
  outputs: { policy, curves, account },
  ...onDevice,
  async run(context) {
    const { params, inputs, outputs, rng } = context;
    using device = await openDevice(context);
    const account = new AccountBook(device);
    const config = configSchema.parse({
      model_type: "gpt_neox",
      vocab_size: params.tokenizer === "words"
        ? wordVocabularySize
        : byteVocabularySize,
      hidden_size: params.width,
      num_hidden_layers: params.layers,
      num_attention_heads: params.heads,
      intermediate_size: 4 * params.width,
      max_position_embeddings: params.context,
      rotary_pct: 0.5,
      bos_token_id: endId,
      eos_token_id: endId,
      pad_token_id: padId,
    });
    const start = rng.stream("weights");
    const model = Model.initialise(device, config, "policy", start);
    context.metric("parameters", parameterCount(model.layout));
    const tokenizer = params.tokenizer === "words"
      ? wordTokenizerFile()
      : byteTokenizerFile();
    const speller = new Speller(tokenizer, params.context);
    const learned = await imitate(
      model,
      speller,
      inputs.data,
      params,
      rng,
      { ...context, account },
    );
    await saveModel(model, outputs.policy, tokenizer);
    writeCurves(outputs.curves, learned);
    account.write(outputs.account, context);
  },
});
