/**
 * What responses are counted in: phonemes for words, characters for texts.
 *
 * @module
 */

import { phonemes, splitPhonemes } from "../data/phonemes.ts";

/** The names of the units, as parameters have them. */
export const unitNames = ["phonemes", "characters"] as const;

/** What responses are counted in. */
export type UnitName = typeof unitNames[number];

/** A way to take responses apart and to put them together again. */
export interface Units {
  readonly name: UnitName;
  /** The units of a response. An empty one has none. */
  split(response: string): string[];
  /** The response of units. */
  join(units: readonly string[]): string;
  /** The tokens of a prompt and a response, with what ends each. */
  tokens(prompt: string, response: string): number;
  /** Every unit that responses like the given ones can have, in order. */
  alphabet(responses: readonly string[]): readonly string[];
}

const encoder = new TextEncoder();

function bytesOf(text: string): number {
  return encoder.encode(text).length;
}

/** The units by name. Characters are Unicode code points. */
export const unitsByName: Readonly<Record<UnitName, Units>> = {
  phonemes: {
    name: "phonemes",
    split: splitPhonemes,
    join: (units) => units.join(" "),
    tokens: (prompt, response) =>
      prompt.length + splitPhonemes(response).length + 2,
    alphabet: () => phonemes,
  },
  characters: {
    name: "characters",
    split: (response) => [...response],
    join: (units) => units.join(""),
    tokens: (prompt, response) => bytesOf(prompt) + bytesOf(response) + 2,
    alphabet: (responses) => {
      const found = new Set<string>();
      for (const response of responses) {
        for (const character of response) found.add(character);
      }
      // By code unit: no locale has a say.
      return [...found].sort();
    },
  },
};
