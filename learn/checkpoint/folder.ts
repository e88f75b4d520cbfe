/**
 * Checkpoints as Hugging Face folders: `config.json`, `model.safetensors`,
 * `tokenizer.json`, so that `transformers` loads them as they are.
 *
 * @module
 */

import { z } from "zod";
import type { Device } from "../device/device.ts";
import {
  type Config,
  configSchema,
  type Head,
  parametersOf,
} from "../models/gpt_neox.ts";
import { Model } from "../models/model.ts";
import { type Layout, layOutParameters } from "../models/parameters.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type NamedTensor,
  SafetensorsError,
} from "./safetensors.ts";

/** A folder that is not a checkpoint of the wanted kind. */
export class CheckpointError extends Error {
  override name = "CheckpointError";
}

const architectures = {
  policy: "GPTNeoXForCausalLM",
  reward: "GPTNeoXForSequenceClassification",
} as const;

/** Reads one file of a checkpoint, or says which is missing. */
function readPart(folder: string, name: string): Uint8Array {
  try {
    return Deno.readFileSync(`${folder}/${name}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new CheckpointError(
        `Cannot load the checkpoint "${folder}": it has no "${name}"`,
      );
    }
    throw error;
  }
}

/**
 * Reads a checkpoint's configuration.
 *
 * @throws {CheckpointError} Where it is missing or malformed.
 */
export function readConfig(folder: string): Config {
  const text = new TextDecoder().decode(readPart(folder, "config.json"));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CheckpointError(
      `Cannot load the checkpoint "${folder}": "config.json" is not JSON`,
    );
  }
  const parsed = configSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CheckpointError(
    `Cannot load the checkpoint "${folder}": "config.json" is not a ` +
      `GPT-NeoX configuration that is supported:\n` +
      z.prettifyError(parsed.error),
  );
}

/**
 * Loads a model. A reward model may begin from a policy: its trunk is taken
 * over, its head begins at zero.
 *
 * @throws {CheckpointError} Where a file is missing or malformed, or a
 * parameter is missing or has another shape.
 */
export function loadModel(device: Device, folder: string, head: Head): Model {
  const config = readConfig(folder);
  const layout = layOutParameters(parametersOf(config, head));
  const values = flatten(folder, layout, readTensors(folder, layout));
  return new Model(device, config, head, values);
}

/** Reads a model's parameters; what else the file holds is passed over. */
function readTensors(folder: string, layout: Layout) {
  const bytes = readPart(folder, "model.safetensors");
  try {
    return decodeSafetensors(bytes, (name) => layout.offsets.has(name));
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
    throw new CheckpointError(
      `Cannot load the checkpoint "${folder}": "model.safetensors" cannot be ` +
        `read: ${error.reason}`,
    );
  }
}

function flatten(
  folder: string,
  layout: Layout,
  tensors: ReadonlyMap<string, NamedTensor>,
): Float32Array {
  const values = new Float32Array(layout.length);
  for (const { name, shape } of layout.parameters) {
    const tensor = tensors.get(name);
    if (tensor === undefined && name === "score.weight") continue;
    if (tensor === undefined || String(tensor.shape) !== String(shape)) {
      throw new CheckpointError(
        `Cannot load the checkpoint "${folder}": parameter "${name}" ` +
          (tensor
            ? `has shape [${tensor.shape}], not [${shape}]`
            : "is missing"),
      );
    }
    values.set(tensor.data, layout.offsets.get(name)!);
  }
  return values;
}

/** Writes a model into an existing folder, with its tokenizer's own file. */
export async function saveModel(
  model: Model,
  folder: string,
  tokenizer: string,
): Promise<void> {
  const { config, head } = model;
  const described = {
    architectures: [architectures[head]],
    ...config,
    torch_dtype: "float32",
    ...(head === "reward" ? { num_labels: 1 } : {}),
  };
  const tensors = model.tensors(await model.read());
  Deno.writeFileSync(
    `${folder}/model.safetensors`,
    encodeSafetensors(tensors),
  );
  Deno.writeTextFileSync(
    `${folder}/config.json`,
    JSON.stringify(described, null, 2) + "\n",
  );
  Deno.writeTextFileSync(`${folder}/tokenizer.json`, tokenizer);
  Deno.writeTextFileSync(
    `${folder}/tokenizer_config.json`,
    JSON.stringify(tokenizerConfig(tokenizer, config), null, 2) + "\n",
  );
}

/** What `transformers` must know to use a tokenizer with a model. */
function tokenizerConfig(tokenizer: string, config: Config): object {
  const { added_tokens = [] } = JSON.parse(tokenizer) as {
    added_tokens?: { id: number; content: string }[];
  };
  const token = (id: number) =>
    added_tokens.find((token) => token.id === id)?.content;
  return {
    tokenizer_class: "PreTrainedTokenizerFast",
    // Without this it adds `token_type_ids`, which the model refuses.
    model_input_names: ["input_ids", "attention_mask"],
    model_max_length: config.max_position_embeddings,
    pad_token: token(config.pad_token_id),
    eos_token: token(config.eos_token_id),
    padding_side: "right",
  };
}

/** The tokenizer's file of a checkpoint, as text. */
export function readTokenizerFile(folder: string): string {
  return new TextDecoder().decode(readPart(folder, "tokenizer.json"));
}
