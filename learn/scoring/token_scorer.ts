/**
 * Scoring given responses token by token: log-probabilities under a policy, or
 * values under a value model. No gradients; batches of a fixed shape.
 *
 * @module
 */

import type { Allocation, Executable } from "../device/device.ts";
import { type Batch, positions } from "../data/sequence.ts";
import { Graph, reshape } from "../graph/graph.ts";
import { multiply } from "../graph/operations.ts";
import { compile } from "../graph/plan.ts";
import type { Model } from "../models/model.ts";
import { targetLogProbabilities } from "../objectives/likelihood.ts";

/**
 * Scores the tokens of one batch at a time. A policy gives each token's
 * log-probability in nats, a model with a scalar head the value of the state in
 * which the token is chosen: its score one position earlier.
 */
export class TokenScorer {
  readonly #inputs: Readonly<Record<"tokens" | "targets" | "mask", Allocation>>;
  readonly #position: Allocation;
  readonly #scores: Allocation;
  readonly #program: Executable;
  #scoredTokens = 0;

  /** @param time Positions, as in `pack`. */
  constructor(
    readonly model: Model,
    readonly batch: number,
    readonly time: number,
  ) {
    const { device } = model, cells = batch * time, shape = [batch, time];
    this.#inputs = {
      tokens: device.allocate(cells, "u32"),
      targets: device.allocate(cells, "u32"),
      mask: device.allocate(cells),
    };
    this.#position = device.allocate(cells, "u32");
    this.#scores = device.allocate(cells);
    device.write(this.#position, positions(batch, time));
    const graph = new Graph();
    const all = (allocation: Allocation) => ({
      allocation,
      offset: 0,
      length: cells,
    });
    const take = (allocation: Allocation) =>
      graph.memory(all(allocation), shape);
    const { tokens, targets, mask } = this.#inputs;
    const weights = model.weights(graph);
    const ids = take(tokens), position = take(this.#position);
    const scores = model.head === "policy"
      ? targetLogProbabilities(model, weights, ids, take(targets), position)
      : model.scores(weights, model.hidden(weights, ids, position));
    graph.store(
      multiply(reshape(scores, shape), take(mask)),
      all(this.#scores),
    );
    this.#program = compile(device, graph);
  }

  /** Tokens of prompts and responses that it has scored so far. */
  get scoredTokens(): number {
    return this.#scoredTokens;
  }

  /**
   * Scores a batch, [batch, time], 0 outside of the responses.
   *
   * @throws {RangeError} Where the batch has another shape.
   */
  async score(packed: Batch): Promise<Float32Array> {
    const { model: { device }, batch, time } = this;
    if (packed.batch !== batch || packed.time !== time) {
      throw new RangeError(
        `Cannot score a batch of ${packed.batch} rows of ${packed.time} ` +
          `tokens: the scorer takes ${batch} of ${time}`,
      );
    }
    for (const name of ["tokens", "targets", "mask"] as const) {
      device.write(this.#inputs[name], packed[name]);
    }
    this.#program.run();
    this.#scoredTokens += tokensOf(packed);
    return await device.read(this.#scores) as Float32Array;
  }

  /** Gives the device's memory back, except the model's. */
  free(): void {
    this.#program.free();
    for (const allocation of Object.values(this.#inputs)) allocation.free();
    this.#position.free();
    this.#scores.free();
  }
}

/** Tokens of all sequences, from each row's last target of a response on back. */
function tokensOf({ mask, batch, time }: Batch): number {
  let tokens = 0;
  for (let row = 0; row < batch; row++) {
    const last = mask.subarray(row * time, (row + 1) * time).lastIndexOf(1);
    tokens += last < 0 ? 0 : last + 2;
  }
  return tokens;
}
