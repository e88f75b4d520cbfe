import assert from "node:assert/strict";
import fc from "fast-check";
import { spread } from "./labels.ts";

Deno.test("labels that have room stay where they want to be", () => {
  assert.deepEqual(spread([80, 10, 40], 12, 0, 100), [80, 10, 40]);
});

Deno.test("labels that would touch part around their middle", () => {
  assert.deepEqual(spread([50, 50], 12, 0, 100), [44, 56]);
  assert.deepEqual(spread([50, 51, 52], 10, 0, 100), [41, 51, 61]);
});

Deno.test("labels keep their order and distance, and their bounds if they fit", () => {
  const gap = 13;
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 15 }),
      (wanted) => {
        const placed = spread(wanted, gap, 0, 200);
        const order = wanted.map((_, i) => i).sort((a, b) =>
          wanted[a]! - wanted[b]! || a - b
        );
        for (let i = 1; i < order.length; i++) {
          const distance = placed[order[i]!]! - placed[order[i - 1]!]!;
          assert.ok(distance >= gap - 1e-9, `${distance}`);
        }
        for (const y of placed) assert.ok(y >= -1e-9 && y <= 200 + 1e-9);
      },
    ),
  );
});
