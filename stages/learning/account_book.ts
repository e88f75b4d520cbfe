/**
 * Keeping a stage's account: what its device computed, and the tokens that it
 * trained on, generated and scored.
 *
 * @module
 */

import type { Sequence } from "../../learn/data/sequence.ts";
import type { Device } from "../../learn/device/device.ts";
import type { Account } from "../account_file.ts";

/** What counts its own tokens, such as a `Scorer` or a `Generator`. */
export interface Counter {
  readonly generatedTokens?: number;
  readonly scoredTokens?: number;
}

const counted = [
  "flops",
  "trainedTokens",
  "generatedTokens",
  "scoredTokens",
] as const;

type Counts = Record<typeof counted[number], number>;

/**
 * A stage's account while it grows. Made where the device is opened, written
 * at the stage's end:
 *
 *     const account = new AccountBook(device);
 *     const scorer = account.counting(new Scorer(model, batch, time));
 *     account.write(outputs.account, context);
 */
export class AccountBook {
  readonly #counters: Counter[] = [];
  #trainedTokens = 0;
  /** What other runs of the stage did that this one does not do again. */
  #earlier: Counts = {
    flops: 0,
    trainedTokens: 0,
    generatedTokens: 0,
    scoredTokens: 0,
  };

  constructor(readonly device: Device) {}

  /** Adds what a scorer or generator counts, and gives it back. */
  counting<T extends Counter>(counter: T): T {
    this.#counters.push(counter);
    return counter;
  }

  /** Counts sequences that a step trains on. */
  train(sequences: readonly Sequence[]): void {
    for (const { prompt, response } of sequences) {
      this.#trainedTokens += prompt.length + response.length;
    }
  }

  /** What was counted so far. */
  get account(): Account {
    const here = this.#here;
    const total = { ...here };
    for (const what of counted) total[what] += this.#earlier[what];
    return { version: 1, ...total };
  }

  /**
   * Takes over the account that an earlier run of the stage kept with a
   * checkpoint. What this run has done until here the earlier one had done, too,
   * so it counts once.
   */
  resume(kept: Account): void {
    const here = this.#here;
    for (const what of counted) this.#earlier[what] = kept[what] - here[what];
  }

  /** Writes the account to a stage's output and into its record. */
  write(
    path: string,
    { metric }: { metric(name: string, value: number): void },
  ): void {
    const { account } = this;
    metric("flops", account.flops);
    metric("trained_tokens", account.trainedTokens);
    metric("generated_tokens", account.generatedTokens);
    metric("scored_tokens", account.scoredTokens);
    Deno.writeTextFileSync(path, JSON.stringify(account) + "\n");
  }

  get #here(): Counts {
    const sum = (of: keyof Counter) =>
      this.#counters.reduce((total, counter) => total + (counter[of] ?? 0), 0);
    return {
      flops: this.device.work,
      trainedTokens: this.#trainedTokens,
      generatedTokens: sum("generatedTokens"),
      scoredTokens: sum("scoredTokens"),
    };
  }
}
