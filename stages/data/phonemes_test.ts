import assert from "node:assert/strict";
import { dictionary } from "cmu-pronouncing-dictionary";
import { phonemes, splitPhonemes, vowels } from "./phonemes.ts";

Deno.test("the phonemes are those of the dictionary, and vowels have stress", () => {
  const used = new Set<string>();
  const stressed = new Set<string>();
  for (const pronunciation of Object.values(dictionary)) {
    for (const phoneme of splitPhonemes(pronunciation.split("#")[0]!)) {
      used.add(phoneme.replace(/[0-9]$/, ""));
      if (/[0-9]$/.test(phoneme)) stressed.add(phoneme.slice(0, -1));
    }
  }
  assert.deepEqual([...used].sort(), phonemes);
  assert.equal(phonemes.length, 39);
  assert.deepEqual([...stressed].sort(), [...vowels]);
});

Deno.test("an empty response has no phonemes", () => {
  assert.deepEqual(splitPhonemes(""), []);
  assert.deepEqual(splitPhonemes("K AE T"), ["K", "AE", "T"]);
});
