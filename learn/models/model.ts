/**
 * A model on a device: a configuration, and its weights in flat memory.
 *
 * @module
 */

import type { Allocation, Device } from "../device/device.ts";
import { attend, type Rotary } from "../graph/attend.ts";
import { type Graph, rowsOf, type Tensor } from "../graph/graph.ts";
import { headLogProbability, rowsOfChunk } from "../graph/head.ts";
import { gatherRows, linear, tokenLogProbability } from "../graph/layers.ts";
import {
  type Attend,
  type Config,
  decoder,
  type Head,
  parametersOf,
  rotaryHalf,
} from "./gpt_neox.ts";
import { Flat } from "./flat.ts";
import {
  elements,
  initialValues,
  type Layout,
  layOutParameters,
  type RandomSource,
} from "./parameters.ts";
import { rotaryTables } from "./rotary_tables.ts";

/** Logits that are in memory at once, at most: half a gibibyte of them. */
const mostLogits = 2 ** 27;

/** Parameters as tensors of a graph, by name. */
export type Weights = (name: string) => Tensor;

/** A model whose weights are in a device's memory. */
export class Model {
  readonly layout: Layout;
  /** All parameters. */
  readonly values: Flat;
  readonly #cos: Allocation | null;
  readonly #sin: Allocation | null;

  /** @param values Flat values by the layout of the configuration. */
  constructor(
    readonly device: Device,
    readonly config: Config,
    readonly head: Head,
    values: Float32Array,
  ) {
    this.layout = layOutParameters(
      parametersOf(config, head),
      device.limits.operand,
    );
    this.values = new Flat(device, this.layout);
    this.values.write(values);
    const half = rotaryHalf(config), positions = config.max_position_embeddings;
    if (half === 0) {
      throw new RangeError(
        `Rotary share ${config.rotary_pct} leaves no dimension of a head of ` +
          `size ${config.hidden_size / config.num_attention_heads} to turn`,
      );
    }
    const tables = rotaryTables(positions, half, config.rotary_emb_base);
    this.#cos = device.allocate(positions * half);
    this.#sin = device.allocate(positions * half);
    device.write(this.#cos, tables.cos);
    device.write(this.#sin, tables.sin);
  }

  /** A new model with random weights. */
  static initialise(
    device: Device,
    config: Config,
    head: Head,
    rng: RandomSource,
  ): Model {
    const layout = layOutParameters(parametersOf(config, head));
    return new Model(device, config, head, initialValues(layout, rng));
  }

  /** The weights as tensors of a graph. */
  weights(graph: Graph): Weights {
    const cache = new Map<string, Tensor>();
    return (name) => {
      let tensor = cache.get(name);
      if (tensor === undefined) {
        const { shape } = this.layout.parameters.find((p) => p.name === name) ??
          { shape: [0] };
        tensor = graph.memory(this.values.locate(name), shape);
        cache.set(name, tensor);
      }
      return tensor;
    };
  }

  /** The tables of positions as tensors of a graph. */
  rotary(graph: Graph, position: Tensor): Rotary {
    const half = rotaryHalf(this.config);
    const positions = this.config.max_position_embeddings;
    const table = (allocation: Allocation) =>
      graph.memory(
        { allocation, offset: 0, length: positions * half },
        [positions, half],
      );
    return { position, cos: table(this.#cos!), sin: table(this.#sin!) };
  }

  /**
   * Hidden states of whole sequences, [batch time, hidden_size].
   *
   * @param ids Token ids, [batch, time].
   * @param position Each row's position, [batch, time].
   */
  hidden(weights: Weights, ids: Tensor, position: Tensor): Tensor {
    const [batch, time] = ids.shape as [number, number];
    if (time > this.config.max_position_embeddings) {
      throw new RangeError(
        `Sequences of ${time} tokens are longer than the model's ` +
          `${this.config.max_position_embeddings} positions`,
      );
    }
    const over: Attend = (_layer, q, k, v) => attend(q, k, v, batch, time);
    return decoder(
      this.config,
      weights,
      ids,
      this.rotary(ids.graph, position),
      over,
    );
  }

  /** Logits of hidden states, [rows, vocab_size]. */
  logits(weights: Weights, hidden: Tensor): Tensor {
    return linear(hidden, weights("embed_out.weight"));
  }

  /**
   * The log-probability, in nats, of each target under the logits of its row.
   * Logits go through memory in chunks where they are too many.
   *
   * @param targets Token ids, as many as rows of `hidden`.
   */
  logProbabilities(weights: Weights, hidden: Tensor, targets: Tensor): Tensor {
    const most = Math.min(mostLogits, this.device.limits.operand);
    const { vocab_size } = this.config;
    const chunk = rowsOfChunk(rowsOf(hidden), vocab_size, most);
    if (chunk === null) {
      return tokenLogProbability(this.logits(weights, hidden), targets);
    }
    const weight = weights("embed_out.weight");
    return headLogProbability(hidden, weight, targets, chunk);
  }

  /**
   * One score for each sequence, taken at its last token, [batch, 1].
   *
   * @param last For each sequence, the row of its last token.
   */
  score(weights: Weights, hidden: Tensor, last: Tensor): Tensor {
    return this.scores(weights, gatherRows(hidden, last));
  }

  /** The score at each row of hidden states, [rows, 1]. */
  scores(weights: Weights, hidden: Tensor): Tensor {
    return linear(hidden, weights("score.weight"));
  }

  /** Copies the weights out, flat. */
  async read(): Promise<Float32Array> {
    return await this.values.read();
  }

  /** The parameters by name, from flat values. */
  tensors(
    values: Float32Array,
  ): Map<string, { shape: readonly number[]; data: Float32Array }> {
    return new Map(this.layout.parameters.map(({ name, shape }) => {
      const from = this.layout.offsets.get(name)!;
      const data = values.subarray(from, from + elements(shape));
      return [name, { shape, data }];
    }));
  }

  /** Gives the device's memory back. */
  free(): void {
    this.values.free();
    this.#cos?.free();
    this.#sin?.free();
  }
}
