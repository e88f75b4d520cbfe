/**
 * Generation with a cache of keys and values. One position of a whole batch is
 * one run of the program; the sampler runs on the device, so that all positions
 * go into one submission and only the finished responses are read.
 *
 * @module
 */

import type { Allocation, Executable } from "../device/device.ts";
import { Graph, reshape, type Tensor } from "../graph/graph.ts";
import { compile } from "../graph/plan.ts";
import {
  advancePosition,
  appendCache,
  attentionCached,
  readToken,
  sampleToken,
} from "../kernels/decode.ts";
import { type Attend, decoder } from "../models/gpt_neox.ts";
import type { Model } from "../models/model.ts";

/** A generated response. */
export interface Response {
  /** Token ids, the end token included where it was reached. */
  readonly tokens: readonly number[];
  /** log pi(response | prompt) at temperature 1, in nats. */
  readonly logProbability: number;
  /** Whether the end token was reached before the context was full. */
  readonly ended: boolean;
}

/** How to sample. */
export interface Sampling {
  /** 0 takes the likeliest token. */
  readonly temperature: number;
  /** A non-negative integer below 2^53. */
  readonly seed: number;
  /**
   * The number of the first sequence. A response depends on the weights, the
   * prompt, the seed and its sequence's number; on `wasm` on nothing else, on
   * WebGPU a device may round differently in a batch of another size.
   */
  readonly first?: number;
}

/** Generates responses in batches of a fixed shape. */
export class Generator {
  readonly #tokens: Allocation;
  readonly #logProbabilities: Allocation;
  readonly #position: Allocation;
  readonly #prompt: Allocation;
  readonly #temperature: Allocation;
  readonly #seed: Allocation;
  readonly #caches: Allocation[] = [];
  readonly #program: Executable;

  /**
   * @param batch Sequences generated at a time.
   * @param capacity Tokens of prompt and response together.
   */
  constructor(
    readonly model: Model,
    readonly batch: number,
    readonly capacity: number,
  ) {
    const { device, config } = model;
    if (capacity > config.max_position_embeddings) {
      throw new RangeError(
        `Cannot generate ${capacity} tokens: the model has ` +
          `${config.max_position_embeddings} positions`,
      );
    }
    this.#tokens = device.allocate(batch * capacity, "u32");
    this.#logProbabilities = device.allocate(batch * capacity);
    this.#position = device.allocate(1, "u32");
    this.#prompt = device.allocate(batch, "u32");
    this.#temperature = device.allocate(1);
    this.#seed = device.allocate(3, "u32");
    const graph = new Graph();
    const take = (
      allocation: Allocation,
      shape: readonly number[] = [allocation.length],
    ) =>
      graph.memory({ allocation, offset: 0, length: allocation.length }, shape);
    const position = take(this.#position);
    const [id, at] = graph.record(
      readToken,
      [take(this.#tokens), position],
      [[batch], [batch]],
      { batch, capacity },
    );
    const width = config.hidden_size;
    const heads = config.num_attention_heads, size = width / heads;
    const append = (row: Tensor) => {
      const cache = device.allocate(batch * capacity * width);
      this.#caches.push(cache);
      const tensor = take(cache);
      graph.record(appendCache, [row, position, tensor], [], {
        batch,
        capacity,
        width,
      });
      return tensor;
    };
    const cached: Attend = (_layer, q, k, v) => {
      const [out] = graph.record(
        attentionCached,
        [q, append(k), append(v), position],
        [[batch, width]],
        { batch, capacity, heads, size },
        [1 / Math.sqrt(size)],
      );
      return out!;
    };
    const weights = model.weights(graph);
    const hidden = decoder(
      config,
      weights,
      id!,
      model.rotary(graph, at!),
      cached,
    );
    graph.record(
      sampleToken,
      [
        reshape(model.logits(weights, hidden), [batch, config.vocab_size]),
        position,
        take(this.#prompt),
        take(this.#temperature),
        take(this.#seed),
        take(this.#tokens),
        take(this.#logProbabilities),
      ],
      [],
      {
        batch,
        vocabulary: config.vocab_size,
        capacity,
        end: config.eos_token_id,
        pad: config.pad_token_id,
      },
    );
    graph.record(advancePosition, [position], [], {});
    this.#program = compile(device, graph);
  }

  /**
   * Generates one response to each prompt, in order.
   *
   * @throws {RangeError} Where a prompt is empty or leaves no room.
   */
  async generate(
    prompts: readonly (readonly number[])[],
    { temperature, seed, first = 0 }: Sampling,
  ): Promise<Response[]> {
    const { device, config } = this.model;
    const { batch, capacity } = this;
    const responses: Response[] = [];
    device.write(this.#temperature, Float32Array.of(temperature));
    for (let from = 0; from < prompts.length; from += batch) {
      const part = prompts.slice(from, from + batch);
      const tokens = new Uint32Array(batch * capacity);
      const lengths = new Uint32Array(batch).fill(1);
      part.forEach((prompt, row) => {
        if (prompt.length === 0 || prompt.length >= capacity) {
          throw new RangeError(
            `Cannot generate from a prompt of ${prompt.length} tokens in a ` +
              `context of ${capacity}`,
          );
        }
        tokens.set(prompt, row * capacity);
        lengths[row] = prompt.length;
      });
      device.write(this.#tokens, tokens);
      device.write(this.#prompt, lengths);
      device.write(this.#position, Uint32Array.of(0));
      device.write(
        this.#seed,
        Uint32Array.of(
          seed >>> 0,
          Math.floor(seed / 0x100000000) >>> 0,
          first + from,
        ),
      );
      this.#program.run(capacity - 1);
      const ids = await device.read(this.#tokens);
      const logs = await device.read(this.#logProbabilities);
      part.forEach((prompt, row) => {
        const start = row * capacity + prompt.length;
        const rest = Array.from(ids.subarray(start, (row + 1) * capacity));
        const end = rest.indexOf(config.eos_token_id);
        const length = end < 0 ? rest.length : end + 1;
        let logProbability = 0;
        for (let i = 0; i < length; i++) logProbability += logs[start + i]!;
        responses.push({
          tokens: rest.slice(0, length),
          logProbability,
          ended: end >= 0,
        });
      });
    }
    return responses;
  }

  /** Gives the device's memory back, except the model's. */
  free(): void {
    this.#program.free();
    for (
      const allocation of [
        this.#tokens,
        this.#logProbabilities,
        this.#position,
        this.#prompt,
        this.#temperature,
        this.#seed,
        ...this.#caches,
      ]
    ) allocation.free();
  }
}
