/**
 * Batches of fresh samples with their scores, one for each round of the policy
 * step.
 *
 * @module
 */

import { type Batch, pack, type Sequence } from "../../learn/data/sequence.ts";
import { Generator } from "../../learn/generation/generator.ts";
import type { Model } from "../../learn/models/model.ts";
import type { AccountBook } from "../learning/account_book.ts";
import type { CurveBook } from "../learning/curve_book.ts";
import { mean } from "../statistics/mean.ts";
import { scoreByEnsemble } from "./ensemble.ts";
import type { PolicySettings } from "./settings.ts";

/** What a policy step works with. */
export interface Setting {
  readonly params: PolicySettings;
  readonly account: AccountBook;
  /** The policy that is moved. */
  readonly model: Model;
  /** The policy that it is held to. */
  readonly base: Model;
  /** Tokens of prompt and response together, at most. */
  readonly capacity: number;
  readonly prompts: readonly (readonly number[])[];
  /** The prompts of a round. */
  readonly order: (round: number) => readonly number[];
  /** Each reward's opinion of the samples. */
  readonly judge: (
    sequences: readonly Sequence[],
  ) => Promise<readonly ArrayLike<number>[]>;
}

/** A batch of samples. */
export interface Rollout {
  /** Samples of one prompt stand together. */
  readonly sequences: readonly Sequence[];
  readonly packed: Batch;
  readonly scores: Float64Array;
  /** log pi(response | prompt) of each when it was drawn, in nats. */
  readonly logProbabilities: readonly number[];
}

/** Draws and scores samples. */
export class Rollouts {
  readonly #generator: Generator;

  constructor(readonly setting: Setting) {
    const { params: { prompts, samples }, account, model, capacity } = setting;
    this.#generator = account.counting(
      new Generator(model, prompts * samples, capacity),
    );
  }

  /**
   * The samples of a round, from the policy as it is.
   *
   * @param step The step with which the round begins, for curves.
   */
  async draw(round: number, step: number, book: CurveBook): Promise<Rollout> {
    const { params, prompts, order, judge, capacity } = this.setting;
    const each = params.samples, batch = params.prompts * each;
    const drawn = order(round).flatMap((i) =>
      Array.from({ length: each }, () => prompts[i]!)
    );
    const responses = await this.#generator.generate(drawn, {
      temperature: 1,
      seed: params.seed,
      first: round * batch,
    });
    const sequences = responses.map(({ tokens }, i) => ({
      prompt: drawn[i]!,
      response: tokens,
    }));
    const members = await judge(sequences);
    const scored = scoreByEnsemble(members, each, params.ensemble, round);
    const logProbabilities = responses.map((r) => r.logProbability);
    book.add("reward", step, mean(scored.mean));
    book.add("reward spread", step, mean(scored.spread));
    book.add("entropy", step, -mean(logProbabilities));
    return {
      sequences,
      packed: pack(sequences, batch, capacity - 1),
      scores: scored.score,
      logProbabilities,
    };
  }
}
