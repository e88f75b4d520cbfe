/**
 * Scoring given responses: their log-probabilities under a policy, or their
 * rewards. No gradients; batches of a fixed shape, replayed.
 *
 * @module
 */

import type { Allocation, Executable } from "../device/device.ts";
import { Graph, reshape, type Tensor } from "../graph/graph.ts";
import { compile } from "../graph/plan.ts";
import { multiply, rowSum } from "../graph/operations.ts";
import { pack, positions, type Sequence } from "../data/sequence.ts";
import type { Model } from "../models/model.ts";
import { targetLogProbabilities } from "../objectives/likelihood.ts";

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
  readonly #scores: Allocation;
  readonly #program: Executable;

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
    this.#scores = device.allocate(batch);
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
    graph.store(scores, {
      allocation: this.#scores,
      offset: 0,
      length: batch,
    });
    this.#program = compile(device, graph);
  }

  /** Scores any number of sequences, in order. */
  async score(sequences: readonly Sequence[]): Promise<Float32Array> {
    const { device } = this.model;
    const result = new Float32Array(sequences.length);
    for (let from = 0; from < sequences.length; from += this.batch) {
      const part = sequences.slice(from, from + this.batch);
      const packed = pack(part, this.batch, this.time);
      device.write(this.#tokens, packed.tokens);
      device.write(this.#targets, packed.targets);
      device.write(this.#mask, packed.mask);
      device.write(this.#last, packed.last);
      this.#program.run();
      const scores = await device.read(this.#scores, 0, part.length);
      result.set(scores, from);
    }
    return result;
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
      ]
    ) allocation.free();
  }
}
