import assert from "node:assert/strict";
import fc from "fast-check";
import { areaUnderCurve, pairAccuracy } from "./auc.ts";

/** Few values, so that there are ties, and some that are far apart. */
const scores = fc.array(
  fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })),
  { maxLength: 40 },
);

Deno.test("the area under the curve is the share of ordered pairs, ties half", () => {
  fc.assert(fc.property(scores, scores, (above, below) => {
    const area = areaUnderCurve(above, below);
    if (above.length === 0 || below.length === 0) {
      assert.equal(area, null);
      return;
    }
    let right = 0;
    for (const a of above) {
      for (const b of below) right += a > b ? 1 : a === b ? 0.5 : 0;
    }
    assert.equal(area, right / (above.length * below.length));
  }));
  assert.equal(areaUnderCurve([2, 3], [0, 1]), 1);
  assert.equal(areaUnderCurve([0, 1], [2, 3]), 0);
  assert.equal(areaUnderCurve([1, 1], [1]), 0.5);
});

Deno.test("pair accuracy compares each score with its own other, ties half", () => {
  assert.equal(pairAccuracy([], []), null);
  assert.equal(pairAccuracy([1, 2, 3, 0], [0, 2, 5, -1]), 2.5 / 4);
});
