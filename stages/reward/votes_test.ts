import assert from "node:assert/strict";
import fc from "fast-check";
import { flipOf } from "./votes.ts";

Deno.test("drop leaves out and flip turns what the ensemble votes down", () => {
  const down = { score: -0.1, spread: 3 }, up = { score: 0.1, spread: 3 };
  const none = { score: 0, spread: 0 };
  assert.deepEqual(
    [down, up, none].map((vote) => flipOf("drop", vote)),
    [null, 0, 0],
  );
  assert.deepEqual(
    [down, up, none].map((vote) => flipOf("flip", vote)),
    [1, 0, 0],
  );
  assert.deepEqual(
    [down, up, none].map((vote) => flipOf("ignore", vote)),
    [0, 0, 0],
  );
});

const number = fc.double({ min: -50, max: 50, noNaN: true });
const positive = fc.double({ min: 1e-3, max: 50, noNaN: true });

Deno.test("soften trusts a label as far as the members agree on it", () => {
  fc.assert(fc.property(number, positive, positive, (score, spread, by) => {
    const soft = flipOf("soften", { score, spread })!;
    const expected = 1 / (1 + Math.exp(score / spread));
    assert.ok(Math.abs(soft - expected) < 1e-12);
    // Rewards have no scale of their own.
    const scaled = flipOf("soften", { score: by * score, spread: by * spread });
    assert.ok(Math.abs(scaled! - soft) < 1e-9);
    const other = flipOf("soften", { score: -score, spread })!;
    assert.ok(Math.abs(other + soft - 1) < 1e-12);
  }));
  assert.equal(flipOf("soften", { score: 0, spread: 1 }), 0.5);
});

Deno.test("members that agree to the last bit are sure", () => {
  const of = (score: number) => flipOf("soften", { score, spread: 0 });
  assert.deepEqual([of(1e-9), of(-1e-9), of(0)], [0, 1, 0.5]);
  assert.equal(flipOf("soften", { score: 1e300, spread: 1e-300 }), 0);
  assert.equal(flipOf("soften", { score: -1e300, spread: 1e-300 }), 1);
});
