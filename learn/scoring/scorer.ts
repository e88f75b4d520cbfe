/**
 * Scoring given responses: their log-probabilities under a policy, or their
 * rewards. No gradients; batches of a fixed shape, replayed. Scores of several
 * batches collect on the device before they are read, because reading makes a
 * GPU wait.
 *
 * @module
 */

import type { Allocation, Executable } from "../device/device.ts";
import { Graph, reshape, type Tensor } from "../graph/graph.ts";
import { multiply, rowSum } from "../graph/operations.ts";
import { compile } from "../graph/plan.ts";
import { advancePosition, appendCache } from "../kernels/decode.ts";
import { pack, positions, type Sequence } from "../data/sequence.ts";
import type { Model } from "../models/model.ts";
import { targetLogProbabilities } from "../objectives/likelihood.ts";

/** Batches between two readings, at most. */
const rounds = 16;

/**
 * Scores sequences with a model: a policy gives log pi(response | prompt) in
 * nats, a reward model its reward.
 */
export class Scorer {
  readonly #tokens: Allocation;
  readonly #targets: Allocation;
  readonly #mask: Allocation;
  readonly #last: Allocation;
  readonly #position: Allocation;
  /** The scores of as many batches as there are rounds. */
  readonly #scores: Allocation;
  /** The batch that comes next, counted from the last reading. */
  readonly #round: Allocation;
  readonly #zero = new Uint32Array(1);
  readonly #program: Executable;
  #scoredTokens = 0;

  /**
   * @param batch Sequences scored at a time.
   * @param time Positions, as in {@linkcode pack}.
   */
  constructor(
    readonly model: Model,
    readonly batch: number,
    readonly time: number,
  ) {
    const { device } = model;
    const cells = batch * time;
    this.#tokens = device.allocate(cells, "u32");
    this.#targets = device.allocate(cells, "u32");
    this.#mask = device.allocate(cells);
    this.#last = device.allocate(batch, "u32");
    this.#position = device.allocate(cells, "u32");
    this.#scores = device.allocate(rounds * batch);
    this.#round = device.allocate(1, "u32");
    device.write(this.#position, positions(batch, time));
    const graph = new Graph();
    const take = (allocation: Allocation, shape: readonly number[]) =>
      graph.memory(
        { allocation, offset: 0, length: allocation.length },
        shape,
      );
    const shape = [batch, time];
    const ids = take(this.#tokens, shape);
    const position = take(this.#position, shape);
    const weights = model.weights(graph);
    let scores: Tensor;
    if (model.head === "policy") {
      const targets = take(this.#targets, shape);
      const tokens = targetLogProbabilities(
        model,
        weights,
        ids,
        targets,
        position,
      );
      scores = rowSum(multiply(tokens, take(this.#mask, shape)));
    } else {
      const hidden = model.hidden(weights, ids, position);
      const last = take(this.#last, [batch]);
      scores = reshape(model.score(weights, hidden, last), [batch]);
    }
    const round = take(this.#round, [1]);
    graph.record(
      appendCache,
      [scores, round, take(this.#scores, [rounds, batch])],
      [],
      { rows: 1, cells: rounds, width: batch },
    );
    graph.record(advancePosition, [round], [], {});
    this.#program = compile(device, graph);
  }

  /** Tokens of prompts and responses that it has scored so far. */
  get scoredTokens(): number {
    return this.#scoredTokens;
  }

  /** Scores any number of sequences, in order. */
  async score(sequences: readonly Sequence[]): Promise<Float32Array> {
    const { model: { device }, batch } = this;
    const result = new Float32Array(sequences.length);
    for (let from = 0; from < sequences.length; from += rounds * batch) {
      const to = Math.min(from + rounds * batch, sequences.length);
      device.write(this.#round, this.#zero);
      for (let at = from; at < to; at += batch) {
        this.#run(sequences.slice(at, Math.min(at + batch, to)));
      }
      // All batches but the last are full, so scores lie one after the other.
      result.set(await device.read(this.#scores, 0, to - from), from);
    }
    return result;
  }

  #run(sequences: readonly Sequence[]): void {
    const { device } = this.model;
    const packed = pack(sequences, this.batch, this.time);
    device.write(this.#tokens, packed.tokens);
    device.write(this.#targets, packed.targets);
    device.write(this.#mask, packed.mask);
    device.write(this.#last, packed.last);
    this.#program.run();
    for (const { prompt, response } of sequences) {
      this.#scoredTokens += prompt.length + response.length;
    }
  }

  /** Gives the device's memory back, except the model's. */
  free(): void {
    this.#program.free();
    for (
      const allocation of [
        this.#tokens,
        this.#targets,
        this.#mask,
        this.#last,
        this.#position,
        this.#scores,
        this.#round,
      ]
    ) allocation.free();
  }
}
