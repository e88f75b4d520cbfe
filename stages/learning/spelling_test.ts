import assert from "node:assert/strict";
import fc from "fast-check";
import { DataError } from "../data/error.ts";
import { phonemes } from "../data/phonemes.ts";
import {
  endId,
  padId,
  Speller,
  tokenizerFile,
  vocabularySize,
} from "./spelling.ts";

const speller = new Speller(tokenizerFile(), 20);
const letter = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz");
const word = fc.array(letter, { minLength: 1, maxLength: 8 })
  .map((letters) => letters.join(""));
const response = fc.array(
  fc.constantFrom(...phonemes, "=", "a", "<unk>", "<reserved2>"),
  {
    maxLength: 8,
  },
).map((symbols) => symbols.join(" "));

Deno.test("text() undoes the encoding of a response", () => {
  fc.assert(fc.property(word, response, (prompt, said) => {
    const sequence = speller.sample(prompt, said);
    assert.equal(speller.text(sequence.response), said);
  }));
});

Deno.test("a demonstration is one token a letter and a phoneme, and an end", () => {
  const { prompt, response } = speller.demonstration("cat", "K AE T");
  assert.equal(prompt.length, 4);
  assert.equal(response.length, 4);
  assert.equal(response.at(-1), endId);
  assert.notEqual(endId, padId);
  assert.ok(Math.max(...prompt, ...response) < vocabularySize);
  assert.deepEqual(prompt.slice(0, 3), speller.prompt("cat").slice(0, 3));
});

Deno.test("a sample that fills the context has no end, a demonstration must fit", () => {
  const small = new Speller(tokenizerFile(), 7);
  assert.equal(small.text(small.sample("cat", "K AE T").response), "K AE T");
  assert.notEqual(small.sample("cat", "K AE T").response.at(-1), endId);
  assert.equal(small.sample("cat", "K AE").response.at(-1), endId);
  assert.throws(() => small.demonstration("cat", "K AE T"), DataError);
});

Deno.test("every id but padding and the end has a text that encodes to it", () => {
  assert.equal(vocabularySize % 8, 0);
  for (let id = 2; id < vocabularySize; id++) {
    const { response } = speller.sample("cat", speller.text([id]));
    assert.deepEqual(response, [id, endId]);
  }
});
