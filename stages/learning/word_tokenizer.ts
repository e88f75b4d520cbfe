/**
 * The tokenizer of words: a token for each letter, each phoneme, and the equals
 * sign between a word and its pronunciation, `cat=K AE T`.
 *
 * @module
 */

import { phonemes } from "../data/phonemes.ts";
import { addedTokens } from "./special_tokens.ts";

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
export const wordVocabularySize: number = vocabulary.length;

/** The text of the tokenizer's file, in Hugging Face's format. */
export function wordTokenizerFile(): string {
  const file = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: addedTokens(specials),
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
