/**
 * The programs of generation over one cache: prefill puts tokens of prompts
 * into it, decoding adds a token to sequences. A program has a fixed number of
 * rows; which cells they are is data, so that any sequences can be its rows.
 *
 * @module
 */

import type { Allocation, Executable } from "../device/device.ts";
import { Arenas } from "../graph/arenas.ts";
import { Graph, reshape, type Tensor } from "../graph/graph.ts";
import { compileInto } from "../graph/plan.ts";
import { appendCache, attentionCached, readToken } from "../kernels/decode.ts";
import { sampleToken } from "../kernels/sample.ts";
import { type Attend, decoder } from "../models/gpt_neox.ts";
import type { Model } from "../models/model.ts";

/** A program of some rows, and the memory that says what its rows are. */
interface Rows {
  readonly inputs: readonly Allocation[];
  readonly program: Executable;
}

const whole = (graph: Graph, allocation: Allocation, shape?: number[]) =>
  graph.memory(
    { allocation, offset: 0, length: allocation.length },
    shape ?? [allocation.length],
  );

/** The cache of `slots` sequences, and programs for any number of rows. */
export class Programs {
  /** The tokens of all cells. */
  readonly tokens: Allocation;
  readonly logProbabilities: Allocation;
  /** Each slot's newest token; capacity where its sequence is at its end. */
  readonly position: Allocation;
  /** Each slot's sequence's number. */
  readonly sequence: Allocation;
  /** The seed's two words, and top-k. */
  readonly draw: Allocation;
  /** Temperature and top-p. */
  readonly setting: Allocation;
  readonly #caches: readonly Allocation[];
  /** The temporaries' memory: only one of the programs runs at a time. */
  readonly #arenas: Arenas;
  readonly #prefill = new Map<number, Rows>();
  /** By whether top-k and top-p apply. */
  readonly #decode = [
    new Map<number, Rows>(),
    new Map<number, Rows>(),
  ] as const;

  constructor(
    readonly model: Model,
    readonly slots: number,
    readonly capacity: number,
  ) {
    const { device, config } = model, cells = slots * capacity;
    this.#arenas = new Arenas(device);
    this.tokens = device.allocate(cells, "u32");
    this.logProbabilities = device.allocate(cells);
    this.position = device.allocate(slots, "u32");
    this.sequence = device.allocate(slots, "u32");
    this.draw = device.allocate(3, "u32");
    this.setting = device.allocate(2);
    this.#caches = Array.from(
      { length: 2 * config.num_hidden_layers },
      () => device.allocate(cells * config.hidden_size),
    );
  }

  /**
   * Computes the keys and values of prompts' tokens.
   *
   * @param rows The program's rows; cells past the given ones stay idle.
   * @param ids Token ids; the earlier cells of each one's sequence must be
   *   among them or have been filled before.
   * @param cells Where each one goes: slot capacity + position.
   */
  prefill(
    rows: number,
    ids: readonly number[],
    cells: readonly number[],
  ): void {
    const { device } = this.model, { slots, capacity } = this;
    const made = this.#make(this.#prefill, rows, () => this.#newPrefill(rows));
    const [id, cell, at] = made.inputs as [Allocation, Allocation, Allocation];
    const data = new Uint32Array(rows);
    data.set(ids);
    device.write(id, data);
    data.fill(slots * capacity).set(cells);
    device.write(cell, data);
    device.write(at, data.map((number) => number % capacity));
    made.program.run();
  }

  /**
   * Adds tokens to sequences.
   *
   * @param rows The program's rows; those past the given ones stay idle.
   * @param slots The sequences' slots, each at most once.
   * @param tokens How many to add to each, unless it comes to its end.
   * @param truncated Whether top-k and top-p apply.
   */
  decode(
    rows: number,
    slots: readonly number[],
    tokens: number,
    truncated: boolean,
  ): void {
    const kind = truncated ? 1 : 0;
    const made = this.#make(
      this.#decode[kind],
      rows,
      () => this.#newDecode(rows, kind),
    );
    const data = new Uint32Array(rows).fill(this.slots);
    data.set(slots);
    this.model.device.write(made.inputs[0]!, data);
    made.program.run(tokens);
  }

  /** Gives the device's memory back, except the model's. */
  free(): void {
    for (const programs of [this.#prefill, ...this.#decode]) {
      for (const { program, inputs } of programs.values()) {
        program.free();
        for (const allocation of inputs) allocation.free();
      }
    }
    this.#arenas.free();
    for (
      const allocation of [
        this.tokens,
        this.logProbabilities,
        this.position,
        this.sequence,
        this.draw,
        this.setting,
        ...this.#caches,
      ]
    ) allocation.free();
  }

  #make(made: Map<number, Rows>, rows: number, make: () => Rows): Rows {
    let program = made.get(rows);
    if (!program) made.set(rows, program = make());
    return program;
  }

  #newPrefill(rows: number): Rows {
    const { device } = this.model;
    const inputs = [0, 1, 2].map(() => device.allocate(rows, "u32"));
    const graph = new Graph();
    const [id, cell, at] = inputs.map((input) => whole(graph, input));
    // Nobody needs the hidden states: what follows the last layer's keys and
    // values is left out of the plan.
    this.#record(graph, rows, id!, cell!, at!);
    return { inputs, program: compileInto(this.#arenas, graph) };
  }

  #newDecode(rows: number, truncated: 0 | 1): Rows {
    const { device, config } = this.model, { slots, capacity } = this;
    const inputs = [device.allocate(rows, "u32")];
    const graph = new Graph();
    const take = (allocation: Allocation) => whole(graph, allocation);
    const position = take(this.position), tokens = take(this.tokens);
    const [id, cell, at] = graph.record(
      readToken,
      [tokens, position, take(inputs[0]!)],
      [[rows], [rows], [rows]],
      { rows, slots, capacity },
    );
    const logits = this.#record(graph, rows, id!, cell!, at!);
    graph.record(
      sampleToken,
      [
        reshape(logits, [rows, config.vocab_size]),
        cell!,
        take(this.draw),
        take(this.setting),
        take(this.sequence),
        position,
        tokens,
        take(this.logProbabilities),
      ],
      [],
      {
        rows,
        slots,
        vocabulary: config.vocab_size,
        capacity,
        end: config.eos_token_id,
        pad: config.pad_token_id,
        truncated,
      },
    );
    return { inputs, program: compileInto(this.#arenas, graph) };
  }

  /** Records the model over rows that attend to the cache; gives logits. */
  #record(graph: Graph, rows: number, id: Tensor, cell: Tensor, at: Tensor) {
    const { model, slots, capacity } = this, { config } = model;
    const width = config.hidden_size, heads = config.num_attention_heads;
    const size = width / heads, cells = slots * capacity;
    const append = (row: Tensor, cache: Allocation) => {
      const tensor = whole(graph, cache);
      graph.record(appendCache, [row, cell, tensor], [], {
        rows,
        cells,
        width,
      });
      return tensor;
    };
    const cached: Attend = (layer, q, k, v) => {
      const keys = append(k, this.#caches[2 * layer]!);
      const values = append(v, this.#caches[2 * layer + 1]!);
      const [out] = graph.record(
        attentionCached,
        [q, keys, values, cell],
        [[rows, width]],
        { rows, slots, capacity, heads, size },
        [1 / Math.sqrt(size)],
      );
      return out!;
    };
    const weights = model.weights(graph);
    const rotary = model.rotary(graph, at);
    const hidden = decoder(config, weights, id, rotary, cached);
    return model.logits(weights, hidden);
  }
}
