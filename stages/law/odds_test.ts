import assert from "node:assert/strict";
import fc from "fast-check";
import { type Law, lawSchema } from "./law.ts";
import {
  convergesAbove,
  gain,
  logOdds,
  predictedLowRate,
  rateOf,
  step,
} from "./odds.ts";

/** Log-odds after each round, one step after the other. */
function stepwise(law: Law, base: number, demonstrations: number): number[] {
  const after: number[] = [];
  let current = base;
  for (let round = 0; round < law.rounds; round++) {
    const reference = law.reference === "base" ? base : current;
    current = step(reference, demonstrations, current, law.beta);
    after.push(current);
  }
  return after;
}

const near = (a: number, b: number, tolerance = 1e-9) =>
  assert.ok(
    Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b)),
    `${a} is not ${b}`,
  );

const rate = fc.double({ min: 0.001, max: 0.999, noNaN: true });
const law = fc.record({
  beta: fc.double({ min: 0.2, max: 5, noNaN: true }),
  rounds: fc.integer({ min: 1, max: 6 }),
  reference: fc.constantFrom("base" as const, "previous" as const),
});

Deno.test("log-odds and rates are each other's inverse, ends included", () => {
  near(logOdds(0.35), Math.log(0.35 / 0.65));
  fc.assert(fc.property(rate, (p) => near(rateOf(logOdds(p)), p)));
  for (const p of [0, 0.5, 1]) assert.equal(rateOf(logOdds(p)), p);
  assert.equal(rateOf(1e9), 1);
  assert.equal(rateOf(-1e9), 0);
  assert.ok(rateOf(-700) > 0);
  for (const wrong of [-0.1, 1.1, NaN]) {
    assert.throws(() => logOdds(wrong), /must be in \[0, 1\]/);
  }
});

Deno.test("the gain is what step after step arrives at", () => {
  fc.assert(fc.property(law, rate, rate, (law, p, q) => {
    const [base, demonstrations] = [logOdds(p), logOdds(q)];
    const last = stepwise(law, base, demonstrations).at(-1)!;
    const direct = base + gain(law) * (demonstrations - base);
    // A swing of many nats loses digits of what it swings around.
    near(direct, last, 1e-7);
  }));
});

Deno.test("the gain is the closed form of its rounds", () => {
  fc.assert(fc.property(law, ({ beta, rounds, reference }) => {
    const factor = reference === "base" ? -1 / beta : 1 - 1 / beta;
    const reach = reference === "base" ? 1 / (beta + 1) : 1;
    near(
      gain({ beta, rounds, reference }),
      reach * (1 - factor ** rounds),
      1e-7,
    );
  }));
});

Deno.test("with beta 1 a round gives the demonstrations' odds: imitation", () => {
  for (const reference of ["base", "previous"] as const) {
    fc.assert(fc.property(rate, rate, (base, demonstrations) => {
      const law = { beta: 1, rounds: 1, reference };
      near(predictedLowRate(law, { base, demonstrations })!, demonstrations);
    }));
  }
});

Deno.test("below 1 a round goes beyond the demonstrations, on their side of the base", () => {
  const law = { beta: 0.3, rounds: 1, reference: "base" } as const;
  const at = (base: number, demonstrations: number) =>
    predictedLowRate(law, { base, demonstrations })!;
  // The rates of the trial: o = 0.7 / 0.3, o_demonstrations = 0.35 / 0.65.
  const odds = (0.7 / 0.3) * ((0.35 / 0.65) / (0.7 / 0.3)) ** (1 / 0.3);
  near(at(0.7, 0.35), odds / (1 + odds));
  fc.assert(fc.property(rate, rate, (base, demonstrations) => {
    const after = at(base, demonstrations);
    if (base >= demonstrations) assert.ok(after <= demonstrations + 1e-12);
    if (base <= demonstrations) assert.ok(after >= demonstrations - 1e-12);
  }));
});

Deno.test("rounds converge above the boundary and swing ever wider below", () => {
  const [base, demonstrations] = [logOdds(0.7), logOdds(0.35)];
  for (const reference of ["base", "previous"] as const) {
    const boundary = convergesAbove[reference];
    const fixed = (beta: number) =>
      reference === "previous"
        ? demonstrations
        : (beta * base + demonstrations) / (beta + 1);
    const distances = (beta: number) =>
      stepwise({ beta, rounds: 40, reference }, base, demonstrations)
        .map((x) => x - fixed(beta));
    for (const beta of [boundary * 1.2, boundary * 1.5, boundary * 4]) {
      const all = distances(beta);
      for (let i = 1; i < 20; i++) {
        assert.ok(Math.abs(all[i]!) < Math.abs(all[i - 1]!) || all[i] === 0);
      }
      assert.ok(Math.abs(all[39]!) < 0.01, `${reference} ${beta}`);
    }
    for (const beta of [boundary * 0.9, boundary * 0.6, boundary * 0.2]) {
      const all = distances(beta);
      for (let i = 1; i < all.length; i++) {
        assert.ok(Math.abs(all[i]!) > Math.abs(all[i - 1]!));
        assert.ok(all[i]! * all[i - 1]! < 0, "each swing is to the other side");
      }
    }
  }
});

Deno.test("at the boundary rounds go to and fro for ever", () => {
  const rates = { base: 0.7, demonstrations: 0.35 };
  const after = (law: Omit<Law, "rounds">) =>
    [1, 2, 3, 4].map((rounds) => predictedLowRate({ ...law, rounds }, rates)!);
  const previous = after({ beta: 1 / 2, reference: "previous" });
  // Log-odds 2 d - b, then b.
  const far = rateOf(2 * logOdds(0.35) - logOdds(0.7));
  [far, 0.7, far, 0.7].forEach((p, i) => near(previous[i]!, p));
  const base = after({ beta: 1, reference: "base" });
  [0.35, 0.7, 0.35, 0.7].forEach((p, i) => near(base[i]!, p));
});

Deno.test("rates of 0 and 1 have the limit, or nothing where there is none", () => {
  const rft = (rounds: number): Law => ({
    beta: 0.3,
    rounds,
    reference: "base",
  });
  const sft: Law = { beta: 1, rounds: 1, reference: "previous" };
  const at = (law: Law, base: number, demonstrations: number) =>
    predictedLowRate(law, { base, demonstrations });
  // Clean demonstrations, and all bad ones.
  assert.equal(at(rft(1), 0.7, 0), 0);
  assert.equal(at(rft(1), 0.7, 1), 1);
  // The second round goes to the other side, without bound.
  assert.equal(at(rft(2), 0.7, 0), 1);
  // A base without any: beyond imitation the odds have no bound.
  assert.equal(at(rft(1), 0, 0.35), 1);
  near(at(sft, 0, 0.35)!, 0.35);
  assert.equal(at(sft, 0, 0), 0);
  assert.equal(at(sft, 1, 0), 0);
  assert.equal(at(rft(1), 1, 0), 0);
  // 0 / 0 to a power: nobody knows.
  assert.equal(at(rft(1), 0, 0), null);
  // The limit is what comes near.
  near(at(rft(1), 0.7, 1e-9)!, 0, 1e-20);
  near(at(rft(2), 0.7, 1e-9)!, 1);
});

Deno.test("hundreds of rounds of a small beta overflow to an end, not to NaN", () => {
  for (const reference of ["base", "previous"] as const) {
    for (const rounds of [499, 500]) {
      const law = { beta: 0.01, rounds, reference };
      const after = predictedLowRate(law, { base: 0.7, demonstrations: 0.35 });
      assert.equal(after, rounds % 2 === 0 ? 1 : 0);
      near(predictedLowRate(law, { base: 0.4, demonstrations: 0.4 })!, 0.4);
    }
  }
});

Deno.test("a law needs a positive beta and a round", () => {
  const good = { beta: 0.3, rounds: 1, reference: "base" };
  assert.ok(lawSchema.safeParse(good).success);
  for (
    const bad of [{ beta: 0 }, { beta: -1 }, { rounds: 0 }, { rounds: 1.5 }]
  ) assert.ok(!lawSchema.safeParse({ ...good, ...bad }).success);
});
