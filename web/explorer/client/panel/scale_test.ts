import assert from "node:assert/strict";
import fc from "fast-check";
import { extent, logPays, nearest, pathOf, scaleOf, ticksOf } from "./scale.ts";

const range: [number, number] = [0, 100];

Deno.test("ticks are round and inside the scale", () => {
  assert.deepEqual(ticksOf(scaleOf("linear", [0, 50], range), 3), [0, 20, 40]);
  assert.deepEqual(
    ticksOf(scaleOf("linear", [0.13, 0.42], range), 3),
    [0.2, 0.3, 0.4],
  );
  // Neither 0 nor 5 is inside.
  assert.deepEqual(ticksOf(scaleOf("linear", [0.5, 4.6], range), 2), [2, 4]);
  assert.deepEqual(ticksOf(scaleOf("log", [2, 3000], range), 4), [
    10,
    100,
    1000,
  ]);
});

Deno.test("any scale has at least one tick, none outside, none too many", () => {
  const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(value, value, fc.integer({ min: 2, max: 6 }), (a, b, n) => {
      fc.pre(Math.abs(a - b) > 1e-6 * Math.max(Math.abs(a), Math.abs(b), 1e-3));
      const domain: [number, number] = [Math.min(a, b), Math.max(a, b)];
      const ticks = ticksOf(scaleOf("linear", domain, range), n);
      const slack = (domain[1] - domain[0]) * 1e-6;
      assert.ok(ticks.length >= 1 && ticks.length <= 2 * n + 1, `${ticks}`);
      for (const tick of ticks) {
        assert.ok(tick >= domain[0] - slack && tick <= domain[1] + slack);
      }
    }),
  );
});

Deno.test("a series of one value has room around it", () => {
  const scale = scaleOf("linear", [3, 3], range);
  assert.equal(scale.place(3), 50);
  assert.equal(scaleOf("linear", [0, 0], range).place(0), 50);
  assert.equal(Math.round(scaleOf("log", [8, 8], range).place(8)), 50);
});

Deno.test("a line is broken where there is nothing to draw", () => {
  const x = scaleOf("linear", [0, 3], [0, 30]);
  const y = scaleOf("linear", [0, 10], [10, 0]);
  const points = [[0, 0], [1, 5], [2, NaN], [3, 10]] as const;
  assert.equal(pathOf(points, x, y), "M0 10L10 5M30 0");
  const log = scaleOf("log", [1, 10], [10, 0]);
  assert.equal(pathOf([[0, 1], [1, -1], [2, 10]], x, log), "M0 10M20 0");
});

Deno.test("a log scale pays over a decade above zero", () => {
  assert.equal(logPays([1, 20]), true);
  assert.equal(logPays([1, 5]), false);
  assert.equal(logPays([0, 20]), false);
  assert.equal(extent([NaN, Infinity]), null);
});

Deno.test("the nearest point is found", () => {
  const points = [[0, 1], [10, 1], [20, 1]] as const;
  assert.deepEqual([-5, 4, 6, 99].map((step) => nearest(points, step)), [
    0,
    0,
    1,
    2,
  ]);
  assert.equal(nearest([], 1), -1);
});
