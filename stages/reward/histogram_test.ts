import assert from "node:assert/strict";
import fc from "fast-check";
import { bins, histogram } from "./histogram.ts";

const scores = fc.array(fc.double({ min: -9, max: 9, noNaN: true }));

Deno.test("every score is counted once, between the edges of its bin", () => {
  fc.assert(fc.property(scores, scores, (clean, low) => {
    const counted = histogram(clean, low);
    const total = (counts: readonly number[]) =>
      counts.reduce((sum, n) => sum + n, 0);
    assert.equal(counted.edges.length, bins + 1);
    assert.equal(total(counted.clean), clean.length);
    assert.equal(total(counted.low), low.length);
    counted.clean.forEach((n, i) => {
      // Edges are computed anew, so a score on one may lie on either side.
      const slack = 1e-9;
      const from = counted.edges[i]! - slack, to = counted.edges[i + 1]!;
      const inside = clean.filter((x) => x >= from && x <= to + slack);
      assert.ok(inside.length >= n, `bin ${i}`);
    });
  }));
});

Deno.test("equal scores share a bin", () => {
  const { clean, low } = histogram([2, 2], [2]);
  assert.deepEqual([clean[0], low[0]], [2, 1]);
  assert.deepEqual(histogram([], []).clean, new Array(bins).fill(0));
  // The difference of these two has no twenty-fourth part.
  assert.equal(histogram([0, -Number.MIN_VALUE], []).clean[0], 2);
});
