/**
 * Words as text for a language model: the prompt is a word's spelling and an
 * equals sign, the response its phonemes, `cat=K AE T`. The tokenizer has a
 * token for each letter and each phoneme.
 *
 * @module
 */

import type { Sequence } from "../../learn/data/sequence.ts";
import { Tokenizer } from "../../learn/text/tokenizer.ts";
import { DataError } from "../data/error.ts";
import { phonemes } from "../data/phonemes.ts";

/** The padding token's id. It is no end: see pitfalls of `pad = eos`. */
export const padId = 0;
/** The end token's id. */
export const endId = 1;

const specials = ["<pad>", "<eos>"];
const letters = [..."abcdefghijklmnopqrstuvwxyz"];
// Kernels like multiples of eight. Every id has a token, so that whatever an
// untrained policy says can be written down and read again.
const reserved = ["<reserved1>", "<reserved2>", "<reserved3>"];
const unknown = "<unk>";
const vocabulary = [
  ...specials,
  unknown,
  "=",
  ...letters,
  ...phonemes,
  ...reserved,
];

/** The number of tokens. */
export const vocabularySize: number = vocabulary.length;

/** The text of the tokenizer's file, in Hugging Face's format. */
export function tokenizerFile(): string {
  const file = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: specials.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: {
      type: "Split",
      pattern: { Regex: "<[a-z]+[0-9]*>|[a-z]|[A-Z]+|=" },
      behavior: "Removed",
      invert: true,
    },
    post_processor: null,
    decoder: null,
    model: {
      type: "WordLevel",
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
      unk_token: unknown,
    },
  };
  return JSON.stringify(file, null, 2) + "\n";
}

/** Turns prompts and responses into sequences for one tokenizer and context. */
export class Speller {
  readonly #tokenizer: Tokenizer;

  /**
   * @param file The text of a `tokenizer.json`.
   * @param context Tokens of prompt and response together.
   */
  constructor(readonly file: string, readonly context: number) {
    this.#tokenizer = new Tokenizer(file);
  }

  /** The largest id that any text can have. */
  get largestId(): number {
    return this.#tokenizer.largestId;
  }

  /** The token ids of a prompt. */
  prompt(prompt: string): number[] {
    return this.#tokenizer.encode(`${prompt}=`);
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
          `"context" or clean out longer words`,
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
