import assert from "node:assert/strict";
import fc from "fast-check";
import { niceDomain, position } from "./scale.ts";

Deno.test("a domain has the ticks that a reader would choose", () => {
  const { low, high, ticks, digits } = niceDomain([0.212, 0.53]);
  assert.deepEqual([low, high, digits], [0.2, 0.6, 1]);
  assert.deepEqual(ticks, [0.2, 0.3, 0.4, 0.5, 0.6]);
  assert.deepEqual(niceDomain([0, 300], 2).ticks, [0, 200, 400]);
  assert.deepEqual(niceDomain([-0.012, 0.009], 5).ticks, [
    -0.015,
    -0.01,
    -0.005,
    0,
    0.005,
    0.01,
  ]);
});

Deno.test("a domain holds its values and has few even ticks", () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 9 }), (values) => {
      const spread = Math.max(...values) - Math.min(...values);
      // Closer than the last bits of their size they cannot be told apart.
      fc.pre(spread === 0 || spread > 1e-6);
      const domain = niceDomain(values);
      const step = (domain.high - domain.low) / (domain.ticks.length - 1);
      assert.ok(domain.ticks.length >= 2 && domain.ticks.length <= 8);
      for (const value of values) {
        const where = position(domain, value);
        assert.ok(where >= -1e-6 && where <= 1 + 1e-6, `${value} at ${where}`);
      }
      domain.ticks.forEach((tick, i) => {
        assert.ok(Math.abs(tick - (domain.low + i * step)) <= step * 1e-6);
        assert.ok(
          Math.abs(Number(tick.toFixed(domain.digits)) - tick) <= step * 1e-6,
        );
      });
    }),
  );
});

Deno.test("a domain of one value has room around it", () => {
  assert.deepEqual(position(niceDomain([0]), 0), 0.5);
  const { low, high } = niceDomain([3, 3]);
  assert.ok(low < 3 && high > 3);
});
