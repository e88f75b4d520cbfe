/**
 * The GPT-NeoX decoder (Black et al., arXiv 2204.06745), as Pythia uses it:
 * parallel residual, rotary positions on a part of each head, exact GELU,
 * untied output embedding. Names and shapes are those of Hugging Face's
 * `GPTNeoXForCausalLM` and `GPTNeoXForSequenceClassification`.
 *
 * @module
 */

import { z } from "zod";
import { type Rotary, splitHeads } from "../graph/attend.ts";
import { gatherRows, layerNorm, linear } from "../graph/layers.ts";
import { add, gelu } from "../graph/operations.ts";
import type { Tensor } from "../graph/graph.ts";
import type { Parameter } from "./parameters.ts";

/** What the last layer gives: logits of tokens, or one score. */
export type Head = "policy" | "reward";

/**
 * Newer files keep the rotary settings in one entry; older ones have them
 * beside the others. Both are read.
 */
function flattenRotary(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { rope_parameters: rope, ...rest } = value as Record<string, unknown>;
  if (typeof rope !== "object" || rope === null) return value;
  const { rope_type = "default", rope_theta, partial_rotary_factor } =
    rope as Record<string, unknown>;
  return {
    ...rest,
    rope_scaling: rope_type === "default" ? null : rope,
    ...(rope_theta === undefined ? {} : { rotary_emb_base: rope_theta }),
    ...(partial_rotary_factor === undefined
      ? {}
      : { rotary_pct: partial_rotary_factor }),
  };
}

/** The part of Hugging Face's `config.json` that matters here. */
const fields = z.object({
  model_type: z.literal("gpt_neox"),
  vocab_size: z.int().positive(),
  hidden_size: z.int().positive(),
  num_hidden_layers: z.int().positive(),
  num_attention_heads: z.int().positive(),
  intermediate_size: z.int().positive(),
  max_position_embeddings: z.int().positive(),
  rotary_pct: z.number().min(0).max(1).default(0.25),
  rotary_emb_base: z.number().positive().default(10000),
  layer_norm_eps: z.number().positive().default(1e-5),
  hidden_act: z.literal("gelu").default("gelu"),
  use_parallel_residual: z.literal(true).default(true),
  attention_bias: z.literal(true).default(true),
  /** Stretched positions are not supported. */
  rope_scaling: z.null().default(null),
  tie_word_embeddings: z.literal(false).default(false),
  bos_token_id: z.int().nonnegative(),
  eos_token_id: z.int().nonnegative(),
  pad_token_id: z.int().nonnegative(),
}).refine(
  (config) => config.hidden_size % config.num_attention_heads === 0,
  { error: "hidden_size must be a multiple of num_attention_heads" },
);

/**
 * Reads a configuration, and refuses one whose model would compute something
 * else than this decoder.
 */
export const configSchema: z.ZodType<z.output<typeof fields>> = z.preprocess(
  flattenRotary,
  fields,
);

/** A GPT-NeoX model's configuration. */
export type Config = z.output<typeof configSchema>;

/** Half the number of dimensions of a head that turn by position. */
export function rotaryHalf(config: Config): number {
  const size = config.hidden_size / config.num_attention_heads;
  return Math.floor(size * config.rotary_pct / 2);
}

/**
 * The parameters in the order of the forward pass. Initial deviations are
 * Pythia's: sqrt(2 / (5 d)) (Nguyen and Salazar, arXiv 1910.05895), and
 * 2 / (layers sqrt(d)) for the layers that write into the residual stream.
 */
export function parametersOf(config: Config, head: Head): Parameter[] {
  const { hidden_size: d, intermediate_size: wide, vocab_size } = config;
  const layers = config.num_hidden_layers;
  const small = { deviation: Math.sqrt(2 / (5 * d)) };
  const output = { deviation: 2 / (layers * Math.sqrt(d)) };
  const weight = (
    name: string,
    shape: readonly number[],
    start: Parameter["start"],
  ): Parameter => ({ name: `${name}.weight`, shape, start, decays: true });
  const bias = (name: string, size: number): Parameter => ({
    name: `${name}.bias`,
    shape: [size],
    start: { constant: 0 },
    decays: false,
  });
  const norm = (name: string): Parameter[] => [
    {
      name: `${name}.weight`,
      shape: [d],
      start: { constant: 1 },
      decays: false,
    },
    bias(name, d),
  ];
  const list = [weight("gpt_neox.embed_in", [vocab_size, d], small)];
  for (let i = 0; i < layers; i++) {
    const layer = `gpt_neox.layers.${i}`;
    list.push(
      ...norm(`${layer}.input_layernorm`),
      ...norm(`${layer}.post_attention_layernorm`),
      weight(`${layer}.attention.query_key_value`, [3 * d, d], small),
      bias(`${layer}.attention.query_key_value`, 3 * d),
      weight(`${layer}.attention.dense`, [d, d], output),
      bias(`${layer}.attention.dense`, d),
      weight(`${layer}.mlp.dense_h_to_4h`, [wide, d], small),
      bias(`${layer}.mlp.dense_h_to_4h`, wide),
      weight(`${layer}.mlp.dense_4h_to_h`, [d, wide], output),
      bias(`${layer}.mlp.dense_4h_to_h`, d),
    );
  }
  list.push(...norm("gpt_neox.final_layer_norm"));
  // A reward head begins at zero: before learning, no response is preferred.
  list.push(
    head === "policy"
      ? weight("embed_out", [vocab_size, d], small)
      : weight("score", [1, d], { constant: 0 }),
  );
  return list;
}

/** How a layer attends: over whole sequences, or over a cache. */
export type Attend = (
  layer: number,
  q: Tensor,
  k: Tensor,
  v: Tensor,
) => Tensor;

/**
 * The decoder up to its final norm.
 *
 * @param weight Parameters as tensors, by name.
 * @param ids Token ids, one a row.
 * @returns Hidden states of shape [rows, hidden_size].
 */
export function decoder(
  config: Config,
  weight: (name: string) => Tensor,
  ids: Tensor,
  rotary: Rotary,
  attend: Attend,
): Tensor {
  const both = (name: string) =>
    [weight(`${name}.weight`), weight(`${name}.bias`)] as const;
  const epsilon = config.layer_norm_eps;
  const layerOf = (i: number, x: Tensor): Tensor => {
    const layer = `gpt_neox.layers.${i}`;
    const before = layerNorm(x, ...both(`${layer}.input_layernorm`), epsilon);
    const { q, k, v } = splitHeads(
      linear(before, ...both(`${layer}.attention.query_key_value`)),
      config.num_attention_heads,
      rotary,
    );
    const attended = add(
      x,
      linear(attend(i, q, k, v), ...both(`${layer}.attention.dense`)),
    );
    const after = layerNorm(
      x,
      ...both(`${layer}.post_attention_layernorm`),
      epsilon,
    );
    const inner = gelu(linear(after, ...both(`${layer}.mlp.dense_h_to_4h`)));
    return add(attended, linear(inner, ...both(`${layer}.mlp.dense_4h_to_h`)));
  };
  let x = gatherRows(weight("gpt_neox.embed_in.weight"), ids);
  for (let i = 0; i < config.num_hidden_layers; i++) {
    const before = x;
    x = ids.graph.segment(() => layerOf(i, before));
  }
  return layerNorm(x, ...both("gpt_neox.final_layer_norm"), epsilon);
}
