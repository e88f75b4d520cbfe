import assert from "node:assert/strict";
import fc from "fast-check";
import { phonemes } from "../data/phonemes.ts";
import {
  isLowQuality,
  type LowQualityKind,
  lowQualityKinds,
} from "./low_quality.ts";
import { naivePronunciation } from "./naive.ts";
import { unitsByName } from "./units.ts";

/** Whether a response to the prompt "cat" is of a kind. */
const found = (
  response: string,
  references: readonly string[],
  kind: LowQualityKind,
  prompt = "cat",
) => isLowQuality(kind, { prompt, response, references });

const said = fc.array(fc.constantFrom(...phonemes), {
  minLength: 1,
  maxLength: 20,
});

Deno.test("a reference is of no low-quality kind", () => {
  fc.assert(fc.property(said, (phonemes) => {
    const response = phonemes.join(" ");
    for (const kind of lowQualityKinds) {
      assert.equal(found(response, [response], kind), false);
    }
  }));
});

Deno.test("every half of two phonemes or more is found to be truncated", () => {
  fc.assert(fc.property(said, (phonemes) => {
    fc.pre(phonemes.length > 1);
    const half = phonemes.slice(0, Math.ceil(phonemes.length / 2)).join(" ");
    assert.equal(
      found(half, [phonemes.join(" ")], "truncated"),
      true,
    );
  }));
});

Deno.test("the bound of truncation is 0.7 of the length, itself allowed", () => {
  const reference = Array(10).fill("AH").join(" ");
  const of = (n: number) => Array(n).fill("K").join(" ");
  assert.equal(found(of(7), [reference], "truncated"), false);
  assert.equal(found(of(6), [reference], "truncated"), true);
  assert.equal(found("", [reference], "truncated"), true);
});

Deno.test("a response as long as one of the references is not truncated", () => {
  const references = ["T AH M EY T OW", "T M EY"];
  assert.equal(found("T M", references, "truncated"), true);
  assert.equal(found("T M EY", references, "truncated"), false);
});

Deno.test("other kinds are found by an error rate of one half or more", () => {
  for (const kind of ["another", "garbled", "samples"] as const) {
    assert.equal(found("D AO G", ["K AE T"], kind), true);
    assert.equal(found("K AE D AO", ["K AE T IY"], kind), true);
    assert.equal(found("K AE T AO", ["K AE T IY"], kind), false);
    assert.equal(found("", ["K AE T"], kind), true);
  }
});

Deno.test("a detector without a reference is a bug of the caller", () => {
  for (const kind of lowQualityKinds) {
    assert.throws(() => found("K", [], kind), /at least one reference/);
  }
});

Deno.test("a naive response is nearer to the letters than to every reference", () => {
  const naive = (response: string, ...references: string[]) =>
    found(response, references, "naive", "knight");
  assert.equal(naivePronunciation("knight"), "K N IH G HH T");
  assert.equal(naive("K N IH G HH T", "N AY T"), true);
  // One edit from the letters and three from the reference.
  assert.equal(naive("N IH G HH T", "N AY T"), true);
  // Two from each: a tie is no finding.
  assert.equal(naive("N IH G T", "N AY T"), false);
  // Any reference that is as near takes the finding away.
  assert.equal(naive("N IH G HH T", "N AY T", "N IH G HH"), false);
  // What is accepted is never naive, nor what is said of another kind of word.
  assert.equal(naive("K N IH G HH T", "N AY T", "K N IH G HH T"), false);
  assert.equal(found("D AO", ["K AE T"], "naive", "o'er"), false);
});

Deno.test("letters are read one by one, and nothing else is a word", () => {
  assert.equal(naivePronunciation("cat"), "K AH T");
  assert.equal(naivePronunciation("ox"), "OW K S");
  for (const prompt of ["", "Cat", "o'er", "constructor!"]) {
    assert.equal(naivePronunciation(prompt), undefined);
  }
});

Deno.test("a mixed response is one of the kinds that are mixed", () => {
  fc.assert(fc.property(said, said, (said, right) => {
    const judged = [said.join(" "), [right.join(" ")]] as const;
    const any = (["truncated", "garbled", "another", "naive"] as const)
      .some((kind) => found(...judged, kind));
    assert.equal(found(...judged, "mixed"), any);
  }));
});

Deno.test("texts are judged by their characters", () => {
  const text = (kind: LowQualityKind, response: string) =>
    isLowQuality(
      kind,
      { prompt: "cat", response, references: ["ab cd efgh"] },
      unitsByName.characters,
    );
  assert.equal(text("truncated", "ab cd"), true);
  assert.equal(text("truncated", "ab cd efg"), false);
  assert.equal(text("garbled", "ab cd efgh"), false);
  assert.equal(text("garbled", "xb xd efgh"), false);
  assert.equal(text("another", "xx xx xx"), true);
  assert.equal(text("mixed", "ab"), true);
  // There is no naive text.
  assert.equal(text("naive", "K AE T"), false);
  // One code point is one character, whatever its bytes.
  assert.deepEqual(unitsByName.characters.split("a\u{1f600}\u00e9"), [
    "a",
    "\u{1f600}",
    "\u00e9",
  ]);
});
