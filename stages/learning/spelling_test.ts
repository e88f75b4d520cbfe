import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { DataError } from "../data/error.ts";
import { phonemes } from "../data/phonemes.ts";
import {
  byteTokenizerFile,
  byteVocabularySize,
  reservedTokens,
} from "./byte_tokenizer.ts";
import { endId, padId } from "./special_tokens.ts";
import { Speller } from "./spelling.ts";
import { wordTokenizerFile, wordVocabularySize } from "./word_tokenizer.ts";
import { anyCodePoint } from "../../pipeline/testing/text.ts";

const speller = new Speller(wordTokenizerFile(), 20);
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
  assert.ok(Math.max(...prompt, ...response) < wordVocabularySize);
  assert.deepEqual(prompt.slice(0, 3), speller.prompt("cat").slice(0, 3));
});

Deno.test("a sample that fills the context has no end, a demonstration must fit", () => {
  const small = new Speller(wordTokenizerFile(), 7);
  assert.equal(small.text(small.sample("cat", "K AE T").response), "K AE T");
  assert.notEqual(small.sample("cat", "K AE T").response.at(-1), endId);
  assert.equal(small.sample("cat", "K AE").response.at(-1), endId);
  assert.throws(() => small.demonstration("cat", "K AE T"), DataError);
});

Deno.test("every id but padding and the end has a text that encodes to it", () => {
  assert.equal(wordVocabularySize % 8, 0);
  for (let id = 2; id < wordVocabularySize; id++) {
    const { response } = speller.sample("cat", speller.text([id]));
    assert.deepEqual(response, [id, endId]);
  }
});

const texts = new Speller(byteTokenizerFile(), 4000);
const bytesOf = (text: string) => new TextEncoder().encode(text).length;
const anyText = fc.oneof(
  fc.string({ unit: anyCodePoint, maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(..." .,'n\n\t\u00a0<|"), maxLength: 60 }),
);

Deno.test("any text comes back from its bytes, one token a byte", () => {
  assert.equal(texts.units, "characters");
  fc.assert(
    fc.property(anyText, anyText, (prompt, response) => {
      const sequence = texts.demonstration(prompt, response);
      assert.equal(sequence.prompt.length, bytesOf(prompt) + 1);
      assert.equal(sequence.response.length, bytesOf(response) + 1);
      assert.equal(sequence.response.at(-1), endId);
      assert.equal(texts.text(sequence.response), response);
      // Between prompt and response stands what no text has.
      assert.ok(!sequence.response.includes(sequence.prompt.at(-1)!));
      const ids = [...sequence.prompt, ...sequence.response];
      assert.ok(ids.every((id) => id >= 1 && id < byteVocabularySize));
    }),
    { numRuns: 500 },
  );
});

Deno.test("every byte has a token, and every id can be written down", () => {
  assert.equal(byteVocabularySize % 8, 0);
  assert.ok(texts.largestId < byteVocabularySize);
  const seen = new Set<number>();
  for (let code = 0; code < 0x800; code++) {
    for (const id of texts.prompt(String.fromCodePoint(code))) seen.add(id);
  }
  // Two-byte code points use all bytes but C0, C1 and E0 on; and one token is
  // the one before the response.
  assert.equal(seen.size, 128 + 64 + 30 + 1);
  for (let id = 0; id < byteVocabularySize; id++) {
    assert.equal(typeof texts.text([id]), "string");
  }
});

Deno.test("bytes that are no UTF-8 come back as the replacement character", () => {
  const [, first] = texts.prompt("a\u00e9");
  assert.equal(texts.text([first!]), "\ufffd");
});

Deno.test("a reserved token in a text would be that token", () => {
  for (const token of reservedTokens) {
    assert.equal(texts.sample("", token).response.length, 2);
  }
});

Deno.test("the tokenizer of words is the one that policies were saved with", () => {
  const digest = createHash("sha256").update(wordTokenizerFile());
  assert.equal(
    digest.digest("hex"),
    "e7fa6fd8cdfa9d6afa62b334a990d0a03e3048cc9f6207f65b185468e8fbfd16",
  );
});
