/**
 * Text to token ids and back, by a checkpoint's own `tokenizer.json`.
 *
 * @module
 */

import { Tokenizer as Backend } from "@huggingface/tokenizers";

/** Text that a tokenizer cannot take, or a file that is no tokenizer. */
export class TokenizerError extends Error {
  override name = "TokenizerError";
}

/** Turns text into token ids and back. */
export class Tokenizer {
  readonly #backend: Backend;
  /** The largest id of the vocabulary. */
  readonly largestId: number;

  /**
   * @param file The text of a `tokenizer.json`.
   * @throws {TokenizerError} Where it is not one.
   */
  constructor(readonly file: string) {
    try {
      this.#backend = new Backend(JSON.parse(file), {
        tokenizer_class: "PreTrainedTokenizerFast",
      });
    } catch (error) {
      throw new TokenizerError(
        `Cannot read the tokenizer: ${
          error instanceof Error ? error.message : error
        }`,
      );
    }
    this.largestId = Math.max(...this.#backend.get_vocab().values());
  }

  /**
   * The ids of a text, without special tokens.
   *
   * @throws {TokenizerError} Where the text has a token that is unknown.
   */
  encode(text: string): number[] {
    const { ids, tokens } = this.#backend.encode(text, {
      add_special_tokens: false,
    });
    // An unknown token may come as the tokenizer's own token for such, which
    // would train on something that was not said.
    const unknown = tokens.find((token) =>
      this.#backend.token_to_id(token) === undefined
    );
    if (unknown !== undefined) {
      throw new TokenizerError(
        `Cannot encode "${text}": token "${unknown}" is not in the vocabulary`,
      );
    }
    return ids;
  }

  /** The id of a token, or undefined where the vocabulary has none such. */
  idOf(token: string): number | undefined {
    return this.#backend.token_to_id(token);
  }

  /** The text of ids; special tokens and ids without a token are left out. */
  decode(ids: readonly number[]): string {
    // The backend refuses an empty list, which is an empty text.
    if (ids.length === 0) return "";
    return this.#backend.decode(ids.slice(), {
      skip_special_tokens: true,
      // It would take spaces before punctuation out of what was said.
      clean_up_tokenization_spaces: false,
    });
  }
}
