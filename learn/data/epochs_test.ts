import assert from "node:assert/strict";
import fc from "fast-check";
import { lcg } from "../testing/tiny.ts";
import { epochs, type Permuter } from "./epochs.ts";

/** Permutations by sorting on random keys. */
function permuter(seed: number): Permuter {
  const rng = lcg(seed);
  return {
    permutation: (n) =>
      Array.from({ length: n }, (_, i) => ({ i, key: rng.uniform() }))
        .sort((a, b) => a.key - b.key).map(({ i }) => i),
  };
}

const sizes = fc.record({
  examples: fc.integer({ min: 1, max: 12 }),
  batch: fc.integer({ min: 1, max: 12 }),
  seed: fc.nat(),
  steps: fc.integer({ min: 1, max: 12 }),
});

Deno.test("each epoch goes through every example once", () => {
  fc.assert(fc.property(sizes, ({ examples, batch, seed, steps }) => {
    const order = epochs(examples, batch, permuter(seed));
    const all = Array.from({ length: steps }, (_, i) => order(i)).flat();
    for (let at = 0; at + examples <= all.length; at += examples) {
      assert.equal(new Set(all.slice(at, at + examples)).size, examples);
    }
  }));
});

Deno.test("an order that begins later is the rest of the same order", () => {
  fc.assert(
    fc.property(sizes, fc.nat(12), ({ examples, batch, seed, steps }, from) => {
      const whole = epochs(examples, batch, permuter(seed));
      const rest = epochs(examples, batch, permuter(seed));
      for (let step = 0; step < steps; step++) {
        const indices = whole(step);
        if (step >= from) assert.deepEqual(rest(step), indices);
      }
    }),
  );
});

Deno.test("an order does not go back", () => {
  const order = epochs(3, 2, permuter(1));
  order(4);
  assert.throws(() => order(4), /Cannot go back to step 4 from step 5/);
  assert.throws(() => epochs(0, 2, permuter(1)), /no examples/);
});
