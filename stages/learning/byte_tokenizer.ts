/**
 * The tokenizer of texts: a token a byte of UTF-8, so that any text has one
 * and no vocabulary has to be learned from the data.
 *
 * @module
 */

import { addedTokens } from "./special_tokens.ts";

/** What stands between prompt and response. */
export const responseToken = "<|response|>";

/**
 * Tokens that stand for no text. A text that has one of these in it would turn
 * into it, so cleaning leaves such texts out.
 */
export const reservedTokens: readonly string[] = [
  "<|pad|>",
  "<|end|>",
  responseToken,
];

const tokens = [...reservedTokens, ...byteCharacters()];

/**
 * The number of ids: those of tokens, and a few beyond because kernels like
 * multiples of eight. An id without a token stands for no text.
 */
export const byteVocabularySize: number = 8 * Math.ceil(tokens.length / 8);

/**
 * The character that stands for each byte in a byte-level vocabulary, as GPT-2
 * chose them (Radford et al. 2019): a printable byte of Latin-1 stands for
 * itself, the others are counted on from U+0100.
 */
function byteCharacters(): string[] {
  let others = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = byte > 0x20 && byte < 0x7f ||
      byte > 0xa0 && byte !== 0xad;
    return String.fromCodePoint(printable ? byte : others++);
  });
}

/** The text of the tokenizer's file, in Hugging Face's format. */
export function byteTokenizerFile(): string {
  const byteLevel = {
    type: "ByteLevel",
    add_prefix_space: false,
    trim_offsets: false,
    use_regex: false,
  };
  const file = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: addedTokens(reservedTokens),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    // Byte-pair encoding that merges nothing is bytes.
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: [],
    },
  };
  return JSON.stringify(file, null, 2) + "\n";
}
