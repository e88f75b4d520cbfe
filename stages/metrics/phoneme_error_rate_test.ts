import assert from "node:assert/strict";
import fc from "fast-check";
import { phonemes } from "../data/phonemes.ts";
import { editDistance } from "./error_rate.ts";
import { isCorrect, phonemeErrorRate } from "./phoneme_error_rate.ts";

const sequence = fc.array(fc.constantFrom("K", "AE", "T"), { maxLength: 7 });
const pronunciation = fc
  .array(fc.constantFrom(...phonemes), { minLength: 1, maxLength: 9 })
  .map((said) => said.join(" "));

/** The recursive definition: slow, and plainly right. */
function distance(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0) return b.length;
  if (b.length === 0) return a.length;
  const [restA, restB] = [a.slice(1), b.slice(1)];
  if (a[0] === b[0]) return distance(restA, restB);
  return 1 + Math.min(
    distance(restA, b),
    distance(a, restB),
    distance(restA, restB),
  );
}

Deno.test("edit distance is what its definition says", () => {
  fc.assert(
    fc.property(sequence, sequence, (a, b) => {
      assert.equal(editDistance(a, b), distance(a, b));
    }),
    { numRuns: 200 },
  );
});

Deno.test("edit distance is a metric", () => {
  fc.assert(fc.property(sequence, sequence, sequence, (a, b, c) => {
    assert.equal(editDistance(a, a), 0);
    assert.equal(editDistance(a, b), editDistance(b, a));
    assert(editDistance(a, c) <= editDistance(a, b) + editDistance(b, c));
  }));
});

Deno.test("the error rate counts phonemes, not letters or digits of them", () => {
  assert.equal(phonemeErrorRate("K AE T", ["K AE T"]), 0);
  assert.equal(phonemeErrorRate("K AH T", ["K AE T"]), 1 / 3);
  assert.equal(phonemeErrorRate("K AE T S", ["K AE T"]), 1 / 3);
  assert.equal(phonemeErrorRate("", ["K AE T"]), 1);
  assert.equal(phonemeErrorRate("D AO G Z", ["K"]), 4);
});

Deno.test("the error rate is the least over the references", () => {
  const references = ["T AH M EY T OW", "T AH M AA T OW"];
  assert.equal(phonemeErrorRate("T AH M AA T OW", references), 0);
  assert.equal(phonemeErrorRate("T AH M IY T OW", references), 1 / 6);
  fc.assert(fc.property(
    pronunciation,
    fc.array(pronunciation, { minLength: 1, maxLength: 4 }),
    (said, accepted) => {
      assert.equal(
        phonemeErrorRate(said, accepted),
        Math.min(...accepted.map((one) => phonemeErrorRate(said, [one]))),
      );
    },
  ));
});

Deno.test("an error rate against nothing is a bug of the caller", () => {
  assert.throws(() => phonemeErrorRate("K", []), /at least one reference/);
  assert.throws(() => phonemeErrorRate("K", ["K", ""]), /must not be empty/);
});

Deno.test("a word is right if it is one of the references, whole", () => {
  const references = ["R IY D", "R EH D"];
  assert.equal(isCorrect("R EH D", references), true);
  assert.equal(isCorrect("R IY D", references), true);
  for (const wrong of ["R EH", "R EH D Z", "", "R IY D R EH D"]) {
    assert.equal(isCorrect(wrong, references), false);
  }
});
