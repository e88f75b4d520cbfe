/**
 * What tests of generation share: a model, prompts, and decoding in the plainest
 * way, to compare with.
 *
 * @module
 */

import type { Device } from "../device/device.ts";
import type { Response, Sampling } from "../generation/generator.ts";
import { Graph, reshape, type Tensor } from "../graph/graph.ts";
import { compile } from "../graph/plan.ts";
import { appendCache, attentionCached } from "../kernels/decode.ts";
import { drawUniform, pick } from "../kernels/sample.ts";
import { type Config, decoder } from "../models/gpt_neox.ts";
import { Model } from "../models/model.ts";
import { lcg, roughValues, tinyConfig } from "./tiny.ts";

/** Sizes that are no multiples of a vector or of a tile. */
export const config: Config = {
  ...tinyConfig,
  vocab_size: 33,
  hidden_size: 20,
  intermediate_size: 44,
  max_position_embeddings: 40,
};

/** The model with weights that are neither zero nor one. */
export function openModel(device: Device): Model {
  const model = new Model(device, config, "policy", new Float32Array(0));
  model.values.write(roughValues(model.layout.length, 3));
  return model;
}

/** Prompts of 1 to 30 tokens, none of which is padding or the end. */
export function somePrompts(
  count: number,
  seed: number,
  most = 30,
): number[][] {
  const rng = lcg(seed);
  return Array.from({ length: count }, () =>
    Array.from(
      { length: 1 + rng.below(most) },
      () => 2 + rng.below(config.vocab_size - 2),
    ));
}

/**
 * One sequence, one token at a time: the prompt, too.
 *
 * @param capacity Tokens of prompt and response together.
 * @param sequence The sequence's number.
 */
export async function decodePlainly(
  model: Model,
  prompt: readonly number[],
  capacity: number,
  sequence: number,
  { temperature, seed }: Sampling,
): Promise<Pick<Response, "tokens" | "ended">> {
  const { device } = model;
  const graph = new Graph();
  const take = (length: number, dtype: "f32" | "u32", shape = [length]) => {
    const allocation = device.allocate(length, dtype);
    const tensor = graph.memory({ allocation, offset: 0, length }, shape);
    return { allocation, tensor };
  };
  const { hidden_size: width, num_attention_heads: heads } = config;
  const id = take(1, "u32"), cell = take(1, "u32");
  const append = (row: Tensor) => {
    const { tensor } = take(capacity * width, "f32");
    graph.record(appendCache, [row, cell.tensor, tensor], [], {
      rows: 1,
      cells: capacity,
      width,
    });
    return tensor;
  };
  const weights = model.weights(graph);
  const hidden = decoder(
    config,
    weights,
    id.tensor,
    model.rotary(graph, cell.tensor),
    (_layer, q, k, v) =>
      graph.record(
        attentionCached,
        [q, append(k), append(v), cell.tensor],
        [[1, width]],
        { rows: 1, slots: 1, capacity, heads, size: width / heads },
        [1 / Math.sqrt(width / heads)],
      )[0]!,
  );
  const logits = device.allocate(config.vocab_size);
  graph.store(
    reshape(model.logits(weights, hidden), [config.vocab_size]),
    { allocation: logits, offset: 0, length: config.vocab_size },
  );
  const program = compile(device, graph);
  const tokens = [...prompt];
  for (let t = 0; t + 1 < capacity; t++) {
    device.write(id.allocation, Uint32Array.of(tokens[t]!));
    device.write(cell.allocation, Uint32Array.of(t));
    program.run();
    if (t + 1 < prompt.length) continue;
    const row = Float64Array.from(await device.read(logits));
    const ids = [...row.keys()].filter((v) => v !== config.pad_token_id);
    const u = drawUniform(t + 1, sequence, seed, 0);
    tokens.push(pick(row, ids, temperature, u));
    if (tokens[t + 1] === config.eos_token_id) break;
  }
  const response = tokens.slice(prompt.length);
  return {
    tokens: response,
    ended: response.at(-1) === config.eos_token_id,
  };
}
