import assert from "node:assert/strict";
import fc from "fast-check";
import { type Need, Room, spread } from "./slots.ts";

const machine = { threads: 4, memory: 1000, gpu: 1 };
const need = (fields: Partial<Need> = {}): Need => ({
  threads: 1,
  memory: 0,
  gpu: false,
  ...fields,
});

Deno.test("a lone stage gets all that it can use", () => {
  assert.deepEqual(spread([need({ threads: 99 })], 3), [3]);
  assert.deepEqual(spread([need({ threads: 3 })], 3), [2]);
});

Deno.test("stages that could use every core share them evenly", () => {
  const greedy = need({ threads: 99 });
  assert.deepEqual(spread([greedy, greedy], 2), [1, 1]);
  assert.deepEqual(spread([greedy, need(), greedy], 1), [1, 0, 0]);
  assert.deepEqual(spread([], 4), []);
});

Deno.test("one stage at a time computes on the adapter", () => {
  const room = new Room(machine);
  const gpu = need({ gpu: true });
  assert(room.fits(gpu));
  room.take(gpu, 1);
  assert(!room.fits(gpu));
  assert(room.fits(need()));
  room.give(gpu, 1);
  assert(room.fits(gpu));
});

Deno.test("memory is set aside, and too much is given to a lone stage", () => {
  const room = new Room(machine);
  const big = need({ memory: 600 }), huge = need({ memory: 5000 });
  assert(room.fits(huge));
  room.take(big, 1);
  assert(!room.fits(big));
  assert(!room.fits(huge));
  assert(room.fits(need()));
  room.give(big, 1);
  room.take(huge, 1);
  assert(!room.fits(need({ memory: 1 })));
  room.give(huge, 1);
  assert(room.fits(big));
});

Deno.test("no thread is left over that somebody could use", () => {
  const needs = fc.array(
    fc.integer({ min: 1, max: 8 }).map((threads) => need({ threads })),
  );
  fc.assert(fc.property(needs, fc.nat(20), (all, free) => {
    const more = spread(all, free);
    const given = more.reduce((sum, n) => sum + n, 0);
    assert(given <= free);
    assert(more.every((n, i) => n >= 0 && 1 + n <= all[i]!.threads));
    const hungry = more.some((n, i) => 1 + n < all[i]!.threads);
    if (given < free) assert(!hungry);
    // Evenly: nobody who could use more is two threads behind another.
    for (const [i, n] of more.entries()) {
      if (1 + n < all[i]!.threads) assert(more.every((m) => m <= n + 1));
    }
  }));
});
