/**
 * Naive pronunciation: letter by letter, as somebody reads who knows the
 * alphabet and none of its rules.
 *
 * @module
 */

/**
 * The phoneme that stands most often in the letter's place in those words of
 * CMUdict that have as many phonemes as letters; a test counts them. `x` alone
 * is said as two, which such words cannot show.
 */
const usual: Readonly<Record<string, string>> = {
  ...{ a: "AH", b: "B", c: "K", d: "D", e: "EH", f: "F", g: "G", h: "HH" },
  ...{ i: "IH", j: "JH", k: "K", l: "L", m: "M", n: "N", o: "OW", p: "P" },
  ...{ q: "K", r: "R", s: "S", t: "T", u: "AH", v: "V", w: "W", x: "K S" },
  ...{ y: "IY", z: "Z" },
};

/**
 * A word's phonemes letter by letter, `knight` as `K N IH G HH T`, or undefined
 * where the prompt is no word of the letters `a` to `z`.
 */
export function naivePronunciation(prompt: string): string | undefined {
  const said: string[] = [];
  for (const letter of prompt) {
    const phoneme = usual[letter];
    if (phoneme === undefined) return undefined;
    said.push(phoneme);
  }
  return said.length === 0 ? undefined : said.join(" ");
}
