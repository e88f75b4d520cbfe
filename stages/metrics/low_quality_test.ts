import assert from "node:assert/strict";
import fc from "fast-check";
import { phonemes } from "../data/phonemes.ts";
import { isLowQuality, lowQualityKinds } from "./low_quality.ts";

const said = fc.array(fc.constantFrom(...phonemes), {
  minLength: 1,
  maxLength: 20,
});

Deno.test("a reference is of no low-quality kind", () => {
  fc.assert(fc.property(said, (phonemes) => {
    const response = phonemes.join(" ");
    for (const kind of lowQualityKinds) {
      assert.equal(isLowQuality(response, [response], kind), false);
    }
  }));
});

Deno.test("every half of two phonemes or more is found to be truncated", () => {
  fc.assert(fc.property(said, (phonemes) => {
    fc.pre(phonemes.length > 1);
    const half = phonemes.slice(0, Math.ceil(phonemes.length / 2)).join(" ");
    assert.equal(
      isLowQuality(half, [phonemes.join(" ")], "truncated"),
      true,
    );
  }));
});

Deno.test("the bound of truncation is 0.7 of the length, itself allowed", () => {
  const reference = Array(10).fill("AH").join(" ");
  const of = (n: number) => Array(n).fill("K").join(" ");
  assert.equal(isLowQuality(of(7), [reference], "truncated"), false);
  assert.equal(isLowQuality(of(6), [reference], "truncated"), true);
  assert.equal(isLowQuality("", [reference], "truncated"), true);
});

Deno.test("a response as long as one of the references is not truncated", () => {
  const references = ["T AH M EY T OW", "T M EY"];
  assert.equal(isLowQuality("T M", references, "truncated"), true);
  assert.equal(isLowQuality("T M EY", references, "truncated"), false);
});

Deno.test("other kinds are found by an error rate of one half or more", () => {
  for (const kind of ["another", "garbled", "samples"] as const) {
    assert.equal(isLowQuality("D AO G", ["K AE T"], kind), true);
    assert.equal(isLowQuality("K AE D AO", ["K AE T IY"], kind), true);
    assert.equal(isLowQuality("K AE T AO", ["K AE T IY"], kind), false);
    assert.equal(isLowQuality("", ["K AE T"], kind), true);
  }
});

Deno.test("a detector without a reference is a bug of the caller", () => {
  for (const kind of lowQualityKinds) {
    assert.throws(() => isLowQuality("K", [], kind), /at least one reference/);
  }
});
