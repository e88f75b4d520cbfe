import assert from "node:assert/strict";
import fc from "fast-check";
import { cos, exp, log, sin } from "./elementary.ts";

const close = (a: number, b: number, relative: number, absolute = 0) =>
  Object.is(a, b) ||
  Math.abs(a - b) <= Math.max(relative * Math.abs(b), absolute);

Deno.test("exp() agrees with the engine's to 1e-15", () => {
  for (const x of [0, -0, 1, -745, 709.7, 800, -800, 1e-300, NaN]) {
    assert.ok(close(exp(x), Math.exp(x), 1e-15, 1e-322), `exp(${x})`);
  }
  fc.assert(
    fc.property(
      fc.double({ min: -700, max: 700, noNaN: true }),
      (x) => close(exp(x), Math.exp(x), 1e-15),
    ),
  );
});

Deno.test("log() agrees with the engine's to 1e-15", () => {
  for (const x of [0, 1, Infinity, -1, 5e-324, Number.MAX_VALUE]) {
    assert.ok(close(log(x), Math.log(x), 1e-15), `log(${x})`);
  }
  fc.assert(
    fc.property(
      fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
      (x) => close(log(x), Math.log(x), 1e-15, 1e-16),
    ),
  );
});

Deno.test("sin() and cos() agree with the engine's to 1e-15", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e5, max: 1e5, noNaN: true }),
      (x) =>
        close(sin(x), Math.sin(x), 0, 1e-15) &&
        close(cos(x), Math.cos(x), 0, 1e-15),
    ),
  );
});
