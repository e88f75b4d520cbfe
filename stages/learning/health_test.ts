import assert from "node:assert/strict";
import fc from "fast-check";
import { findWarnings, type Points } from "./health.ts";

/** A series with a point at each step. */
function series(
  length: number,
  valueAt: (step: number) => number,
): Points[string] {
  return Array.from({ length }, (_, step) => [step, valueAt(step)] as const);
}

/** What swings between two batches, without chance. */
const swing = (step: number) => step % 2 === 0 ? 0.5 : -0.5;

const pairs = 256;

const fired = (points: Points) =>
  findWarnings(points, pairs).map(({ rule }) => rule);

/** Falls from one value to another over 100 steps. */
const slope = (from: number, to: number) => (step: number) =>
  from + (to - from) * step / 99 + swing(step);

const cases: readonly [rule: string, yes: Points, no: Points][] = [
  [
    "both likelihoods fall",
    {
      chosen: series(100, slope(-5, -9)),
      rejected: series(100, slope(-4, -20)),
    },
    {
      chosen: series(100, slope(-5, -6.4)),
      rejected: series(100, slope(-4, -20)),
    },
  ],
  [
    // A long response falls by more nats for the same drop a token.
    "both likelihoods fall",
    {
      chosen: series(100, slope(-200, -260)),
      rejected: series(100, slope(-200, -300)),
    },
    {
      chosen: series(100, slope(-200, -230)),
      rejected: series(100, slope(-200, -300)),
    },
  ],
  [
    "held-out accuracy below chance",
    { "held-out accuracy": series(8, (step) => 0.5 - 0.05 * step) },
    { "held-out accuracy": series(8, (step) => 0.48 + swing(step) / 20) },
  ],
  [
    "held-out accuracy falls",
    { "held-out accuracy": series(12, (step) => 0.95 - 0.02 * step) },
    { "held-out accuracy": series(12, (step) => step === 5 ? 0.7 : 0.9) },
  ],
  [
    "KL to the base explodes",
    { "KL to base": series(40, (step) => step / 2) },
    { "KL to base": series(40, (step) => step / 8) },
  ],
  [
    "entropy collapses",
    { entropy: series(40, (step) => 8 * 0.9 ** step) },
    { entropy: series(40, (step) => 8 - step / 6) },
  ],
  [
    "gradient norm grows",
    { "gradient norm": series(60, (step) => 1.2 ** step) },
    { "gradient norm": series(60, (step) => step % 9 === 0 ? 500 : 1) },
  ],
  [
    // The gradient of a head of zeros is small, and growth from there is none.
    "gradient norm grows",
    { "gradient norm": series(60, (step) => step < 10 ? 0.01 : 11) },
    { "gradient norm": series(60, (step) => step < 10 ? 0.01 : 3) },
  ],
  [
    "held-out loss rises",
    { "held-out loss": series(12, (step) => 1 + (step - 4) ** 2 / 100) },
    { "held-out loss": series(12, (step) => 1 - step / 100) },
  ],
];

Deno.test("each rule fires on what it is for, and stays silent on what is sound", () => {
  for (const [rule, yes, no] of cases) {
    assert.ok(fired(yes).includes(rule), `"${rule}" must fire`);
    assert.deepEqual(fired(no), [], `"${rule}" must stay silent`);
  }
});

Deno.test("a warning has its step, the numbers and what to do", () => {
  const [warning] = findWarnings({
    chosen: series(60, (step) => step < 30 ? -5 : -8),
    rejected: series(60, (step) => step < 20 ? -4 : -9),
  });
  // Seven of the ten steps from 27 on are at -8: the first mean below -7.
  assert.equal(warning?.step, 36);
  assert.match(warning.message, /demonstrations from -5 to -7\.1 nats/);
  assert.match(warning.message, /own responses from -4 to -9;/);
  assert.match(warning.message, /lower the learning rate/);
});

Deno.test("held-out accuracy of few pairs is luck, and of none unknown", () => {
  const turned = { "held-out accuracy": series(6, () => 0.4) };
  assert.equal(findWarnings(turned, 256).length, 1);
  assert.deepEqual(findWarnings(turned, 64), []);
  assert.deepEqual(findWarnings(turned), []);
});

Deno.test("training without the watched series, or with few steps, is not judged", () => {
  assert.deepEqual(findWarnings({}), []);
  assert.deepEqual(findWarnings({ chosen: [], rejected: [] }), []);
  assert.deepEqual(findWarnings({ chosen: series(60, slope(-5, -99)) }), []);
  const short = series(9, (step) => -(2 ** step));
  assert.deepEqual(findWarnings({ chosen: short, rejected: short }), []);
});

Deno.test("what was found stays as it is, however far the curves go on", () => {
  const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
    minLength: 30,
    maxLength: 60,
  });
  fc.assert(fc.property(values, fc.nat(60), (values, cut) => {
    const points = {
      chosen: series(values.length, (step) => -20 * values[step]!),
      rejected: series(values.length, (step) => -30 * values[step]!),
      "held-out accuracy": series(values.length, (step) => values[step]!),
      "KL to base": series(values.length, (step) => 12 * values[step]!),
    };
    const early = Object.fromEntries(
      Object.entries(points).map(([name, all]) => [name, all.slice(0, cut)]),
    );
    const whole = findWarnings(points, pairs);
    assert.deepEqual(
      findWarnings(early, pairs),
      whole.filter(({ step }) => step < cut),
    );
  }));
});
