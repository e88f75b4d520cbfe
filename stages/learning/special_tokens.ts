/**
 * The ids that every tokenizer of ours has at the same place.
 *
 * @module
 */

/** The padding token's id. It is no end: see pitfalls of `pad = eos`. */
export const padId = 0;

/** The end token's id. */
export const endId = 1;

/** Special tokens as a `tokenizer.json` declares them, from id 0 on. */
export function addedTokens(contents: readonly string[]): readonly object[] {
  return contents.map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }));
}
