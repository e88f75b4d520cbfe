/**
 * Watching a policy while it trains: its entropy, and how far it has gone from
 * the base, by its own responses to a few prompts.
 *
 * @module
 */

import type { Sequence } from "../../learn/data/sequence.ts";
import { Generator } from "../../learn/generation/generator.ts";
import type { Model } from "../../learn/models/model.ts";
import { Scorer } from "../../learn/scoring/scorer.ts";
import { mean } from "../statistics/mean.ts";
import type { AccountBook } from "./account_book.ts";
import type { CurveBook, Units } from "./curve_book.ts";

/** Responses a look: entropy and KL are known to some tenths of a nat. */
const responses = 64;

/**
 * Sets the draws apart from those of the negatives: a policy has learned from
 * those, for some of the same prompts, so that what they decide on is no sample
 * of it any more.
 */
export const watchSeed = 3_000_000;

/** What is watched. */
export interface Watched {
  readonly model: Model;
  /** The policy that it is compared with. */
  readonly base: Model;
  /** Tokens of prompt and response together. */
  readonly capacity: number;
  /** As token ids; the first few are used, the same ones at each look. */
  readonly prompts: readonly (readonly number[])[];
  readonly seed: number;
  readonly account: AccountBook;
}

/** Adds points to the curves `entropy` and `KL to base`. */
export class PolicyWatch {
  readonly units: Units = {
    entropy: "nats per response",
    "KL to base": "nats per response",
  };
  readonly #prompts: readonly (readonly number[])[];
  readonly #generator: Generator;
  readonly #base: Scorer;

  constructor(readonly watched: Watched) {
    const { model, base, capacity, prompts, account } = watched;
    this.#prompts = prompts.slice(0, responses);
    const count = this.#prompts.length;
    this.#generator = account.counting(new Generator(model, count, capacity));
    this.#base = account.counting(new Scorer(base, count, capacity - 1));
  }

  /**
   * Looks at the policy as it is before a step. The same draws decide over the
   * responses each time, so that what changes is the policy.
   */
  async look(step: number, book: CurveBook): Promise<void> {
    const seed = this.watched.seed + watchSeed, prompts = this.#prompts;
    const said = await this.#generator.generate(prompts, {
      temperature: 1,
      seed,
    });
    const own = mean(said.map(({ logProbability }) => logProbability));
    book.add("entropy", step, -own);
    const sequences: Sequence[] = said.map(({ tokens }, i) => ({
      prompt: prompts[i]!,
      response: tokens,
    }));
    const base = mean(await this.#base.score(sequences));
    book.add("KL to base", step, own - base);
  }
}
