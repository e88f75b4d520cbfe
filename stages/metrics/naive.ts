/**
 * Naive pronunciation: letter by letter, as somebody reads who knows the
 * alphabet and none of its rules.
 *
 * @module
 */

/**
 * The phoneme that each letter stands for most often, where one letter stands
 * for one; `x` is the only letter that usually stands for two.
 */
const usual: Readonly<Record<string, string>> = {
  ...{ a: "AE", b: "B", c: "K", d: "D", e: "EH", f: "F", g: "G", h: "HH" },
  ...{ i: "IH", j: "JH", k: "K", l: "L", m: "M", n: "N", o: "AA", p: "P" },
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
