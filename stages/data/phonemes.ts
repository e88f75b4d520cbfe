/**
 * The phonemes of CMUdict: ARPAbet without stress.
 *
 * @module
 */

/** The vowels. In the dictionary each carries a stress digit, 0 to 2. */
export const vowels = [
  ...["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER"],
  ...["EY", "IH", "IY", "OW", "OY", "UH", "UW"],
] as const;

/** The consonants. */
export const consonants = [
  ...["B", "CH", "D", "DH", "F", "G", "HH", "JH", "K", "L", "M", "N"],
  ...["NG", "P", "R", "S", "SH", "T", "TH", "V", "W", "Y", "Z", "ZH"],
] as const;

/** All 39, in code point order. */
export const phonemes: readonly string[] = [...vowels, ...consonants].sort();

/** The phonemes of a response. An empty response has none. */
export function splitPhonemes(response: string): string[] {
  return response.split(" ").filter((phoneme) => phoneme !== "");
}
