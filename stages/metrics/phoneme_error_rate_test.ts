import assert from "node:assert/strict";
import fc from "fast-check";
import { phonemes } from "../data/phonemes.ts";
import {
  editDistance,
  isCorrect,
  phonemeErrorRate,
  wordAccuracy,
} from "./phoneme_error_rate.ts";

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

Deno.test("word accuracy is the share of exact answers", () => {
  assert.equal(isCorrect("R EH D", ["R IY D", "R EH D"]), true);
  assert.equal(isCorrect("R EH", ["R IY D", "R EH D"]), false);
  assert.equal(
    wordAccuracy([
      ["R EH D", ["R IY D", "R EH D"]],
      ["K AE", ["K AE T"]],
      ["", ["K AE T"]],
      ["D AO G", ["D AO G"]],
    ]),
    0.5,
  );
  assert.throws(() => wordAccuracy([]), /at least one response/);
});
