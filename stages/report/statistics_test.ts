import assert from "node:assert/strict";
import { estimate, paired } from "./statistics.ts";

Deno.test("three seeds have Student's interval, two and one have none", () => {
  const { mean, n, halfWidth } = estimate([1, 2, 3]);
  assert.deepEqual([mean, n], [2, 3]);
  // t(0.975, 2) = 4.303, standard deviation 1.
  assert.ok(Math.abs(halfWidth! - 4.303 / Math.sqrt(3)) < 1e-9);
  assert.equal(estimate([1, 2]).halfWidth, undefined);
  assert.deepEqual(estimate([5]), { mean: 5, n: 1, halfWidth: undefined });
});

Deno.test("many equal values have an interval of no width", () => {
  assert.equal(estimate(new Array(100).fill(0.25)).halfWidth, 0);
});

Deno.test("differences pair seeds that both have", () => {
  const a = [{ seed: 1, value: 5 }, { seed: 2, value: 7 }];
  const b = [{ seed: 2, value: 4 }, { seed: 3, value: 1 }];
  assert.deepEqual(paired(a, b), [3]);
});
