import assert from "node:assert/strict";
import fc from "fast-check";
import { interpolate } from "./interpolate.ts";

const values = fc.array(
  fc.tuple(fc.float({ noNaN: true }), fc.float({ noNaN: true })),
);
const bytes = (x: Float32Array) => new Uint8Array(x.buffer.slice(0));

Deno.test("alpha 0 and 1 give both ends, bit for bit", () => {
  fc.assert(fc.property(values, (pairs) => {
    const from = Float32Array.from(pairs, ([a]) => a);
    const to = Float32Array.from(pairs, ([, b]) => b);
    assert.deepEqual(bytes(interpolate(from, to, 0)), bytes(from));
    assert.deepEqual(bytes(interpolate(from, to, 1)), bytes(to));
  }));
  const tiny = Float32Array.of(-0, 1e-38), large = Float32Array.of(5, 3e38);
  assert.deepEqual(bytes(interpolate(tiny, large, 0)), bytes(tiny));
  assert.deepEqual(bytes(interpolate(large, tiny, 1)), bytes(tiny));
});

Deno.test("weights lie on the line through both ends, rounded once", () => {
  const number = fc.integer({ min: -1000, max: 1000 });
  const alpha = fc.integer({ min: -8, max: 24 }).map((n) => n / 8);
  fc.assert(fc.property(number, number, alpha, (a, b, alpha) => {
    // Small whole numbers and eighths: the formula itself is exact.
    const [theta] = interpolate(Float32Array.of(a), Float32Array.of(b), alpha);
    assert.equal(theta! + 0, Math.fround(a + alpha * (b - a)));
  }));
  const third = interpolate(Float32Array.of(0.1), Float32Array.of(0.7), 1 / 3);
  const [a, b] = [Math.fround(0.1), Math.fround(0.7)];
  assert.equal(third[0], Math.fround((1 - 1 / 3) * a + b / 3));
});

Deno.test("models of different sizes are not mixed", () => {
  assert.throws(
    () => interpolate(new Float32Array(2), new Float32Array(3), 0.5),
    /between 2 and 3 values/,
  );
});
