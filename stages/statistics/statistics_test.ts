import assert from "node:assert/strict";
import fc from "fast-check";
import { Rng } from "../../pipeline/rng.ts";
import {
  meanOfAll,
  percentileInterval,
  resampledMeans,
  resamples,
} from "./bootstrap.ts";
import { estimate, paired } from "./estimate.ts";
import { mean } from "./mean.ts";

Deno.test("three seeds have Student's interval, two and one have none", () => {
  const { mean, seeds, interval } = estimate([1, 2, 3]);
  assert.deepEqual([mean, seeds], [2, 3]);
  // t(0.975, 2) = 4.303, standard deviation 1.
  const half = 4.303 / Math.sqrt(3);
  assert.ok(Math.abs(interval!.low - (2 - half)) < 1e-9);
  assert.ok(Math.abs(interval!.high - (2 + half)) < 1e-9);
  assert.equal(estimate([1, 2]).interval, null);
  assert.deepEqual(estimate([5]), { mean: 5, interval: null, seeds: 1 });
});

Deno.test("many equal values have an interval of no width", () => {
  assert.deepEqual(estimate(new Array(100).fill(0.25)).interval, {
    low: 0.25,
    high: 0.25,
  });
});

Deno.test("an interval moves and stretches with its values", () => {
  const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
    minLength: 3,
    maxLength: 30,
  });
  const scale = fc.double({ min: 0.1, max: 10, noNaN: true });
  fc.assert(fc.property(numbers, scale, (values, by) => {
    const before = estimate(values).interval!;
    const after = estimate(values.map((value) => 3 + by * value)).interval!;
    assert.ok(Math.abs(after.low - (3 + by * before.low)) < 1e-9);
    assert.ok(Math.abs(after.high - (3 + by * before.high)) < 1e-9);
  }));
});

Deno.test("pairs are of the seeds that both have", () => {
  const a = [{ seed: 1, value: 5 }, { seed: 2, value: 7 }];
  const b = [{ seed: 3, value: "c" }, { seed: 2, value: "b" }];
  assert.deepEqual(paired(a, b), [[7, "b"]]);
});

Deno.test("resampled means are those of the drawn items, directly computed", () => {
  const values = [0.5, -1, 2, 8];
  const draws = resamples(new Rng(1), 4, 50);
  const means = resampledMeans(values, draws);
  for (let b = 0; b < 50; b++) {
    const items = [...draws.indices.slice(4 * b, 4 * b + 4)];
    assert.equal(means[b], mean(items.map((i) => values[i]!)));
  }
  assert.throws(() => resampledMeans([1], draws), /1 values: .* of 4/);
});

Deno.test("resamples are the same again, and every item is as likely", () => {
  const draws = resamples(new Rng(7), 10, 2000);
  assert.deepEqual(resamples(new Rng(7), 10, 2000), draws);
  const counts = new Array(10).fill(0);
  for (const index of draws.indices) counts[index]++;
  // 2,000 are expected, with a standard deviation of 42.
  for (const count of counts) assert.ok(Math.abs(count - 2000) < 4 * 42);
});

Deno.test("the bootstrap of many items has the width of the normal interval", () => {
  const rng = new Rng(3);
  const values = Array.from({ length: 400 }, () => rng.uniform());
  const { low, high } = percentileInterval(
    resampledMeans(values, resamples(new Rng(4), 400, 2000)),
  );
  const middle = mean(values);
  const deviation = Math.sqrt(
    mean(values.map((value) => (value - middle) ** 2)) / 400,
  );
  for (const [end, wanted] of [[low, -1.96], [high, 1.96]] as const) {
    assert.ok(Math.abs((end - middle) / deviation - wanted) < 0.2);
  }
});

Deno.test("a percentile interval leaves a fortieth out at either end", () => {
  const draws = Array.from({ length: 401 }, (_, i) => 400 - i);
  assert.deepEqual(percentileInterval(draws), { low: 10, high: 390 });
  assert.deepEqual(percentileInterval([3]), { low: 3, high: 3 });
});

Deno.test("the mean of several goes place by place", () => {
  assert.deepEqual([...meanOfAll([[1, 2], [3, 6]])], [2, 4]);
});
