import assert from "node:assert/strict";
import { dictionary } from "cmu-pronouncing-dictionary";
import { naivePronunciation } from "./naive.ts";

Deno.test("each letter is said as it is said most often", () => {
  const counts = new Map<string, Map<string, number>>();
  for (const [word, pronunciation] of Object.entries(dictionary)) {
    const said = pronunciation.split("#")[0]!.trim().replace(/[012]/g, "")
      .split(" ");
    if (!/^[a-z]+$/.test(word) || said.length !== word.length) continue;
    [...word].forEach((letter, i) => {
      const found = counts.get(letter) ?? new Map<string, number>();
      found.set(said[i]!, (found.get(said[i]!) ?? 0) + 1);
      counts.set(letter, found);
    });
  }
  assert.equal(counts.size, 26);
  for (const [letter, found] of counts) {
    const [[most] = []] = [...found].sort((a, b) => b[1] - a[1]);
    if (letter !== "x") assert.equal(naivePronunciation(letter), most, letter);
  }
  assert.equal(naivePronunciation("x"), "K S");
});
