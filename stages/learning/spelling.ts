/**
 * Prompts and responses as sequences for a language model, by the tokenizer of
 * its folder: words as `cat=K AE T`, texts as bytes with a token of its own
 * between prompt and response.
 *
 * @module
 */

import type { Sequence } from "../../learn/data/sequence.ts";
import { Tokenizer } from "../../learn/text/tokenizer.ts";
import { DataError } from "../data/error.ts";
import type { UnitName } from "../metrics/units.ts";
import { responseToken } from "./byte_tokenizer.ts";
import { endId } from "./special_tokens.ts";

/** Turns prompts and responses into sequences for one tokenizer and context. */
export class Speller {
  readonly #tokenizer: Tokenizer;
  /** What stands between prompt and response. */
  readonly #between: string;
  /** What its responses are counted in. */
  readonly units: UnitName;

  /**
   * @param file The text of a `tokenizer.json`.
   * @param context Tokens of prompt and response together.
   */
  constructor(readonly file: string, readonly context: number) {
    this.#tokenizer = new Tokenizer(file);
    const texts = this.#tokenizer.idOf(responseToken) !== undefined;
    this.#between = texts ? responseToken : "=";
    this.units = texts ? "characters" : "phonemes";
  }

  /** The largest id that any text can have. */
  get largestId(): number {
    return this.#tokenizer.largestId;
  }

  /** The token ids of a prompt. */
  prompt(prompt: string): number[] {
    return this.#tokenizer.encode(prompt + this.#between);
  }

  /**
   * A demonstration.
   *
   * @throws {DataError} Where it does not fit in the context.
   */
  demonstration(prompt: string, response: string): Sequence {
    const sequence = {
      prompt: this.prompt(prompt),
      response: [...this.#tokenizer.encode(response), endId],
    };
    const length = sequence.prompt.length + sequence.response.length;
    if (length > this.context) {
      throw new DataError(
        `Cannot use the demonstration for "${prompt}": it has ${length} ` +
          `tokens and the context holds ${this.context}; raise the parameter ` +
          `"context" or clean out longer rows`,
      );
    }
    return sequence;
  }

  /** A policy's own response; one that filled the context has no end. */
  sample(prompt: string, response: string): Sequence {
    const ids = this.prompt(prompt);
    const room = this.context - ids.length;
    return {
      prompt: ids,
      response: [...this.#tokenizer.encode(response), endId].slice(0, room),
    };
  }

  /** The text of a response's ids. */
  text(ids: readonly number[]): string {
    return this.#tokenizer.decode(ids.filter((id) => id !== endId));
  }
}
