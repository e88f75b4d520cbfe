import assert from "node:assert/strict";
import fc from "fast-check";
import { alignment } from "../device/device.ts";
import { layOut, leastLength } from "./lay_out.ts";

Deno.test("layOut() never lets two live temporaries share memory", () => {
  const interval = fc.record({
    first: fc.nat(30),
    span: fc.nat(10),
    length: fc.integer({ min: 1, max: 300 }),
  }).map(({ first, span, length }) => ({ first, last: first + span, length }));
  const limit = fc.constantFrom(320, 333, 700, 5000, Infinity);
  const some = fc.array(interval, { maxLength: 40 });
  fc.assert(fc.property(some, limit, (intervals, limit) => {
    const { places, arenas } = layOut(intervals, limit);
    const total = arenas.reduce((sum, length) => sum + length, 0);
    assert.ok(total >= leastLength(intervals));
    for (const length of arenas) assert.ok(length <= limit);
    for (const a of intervals) {
      const x = places.get(a)!;
      assert.equal(x.offset % alignment, 0);
      assert.ok(x.offset + a.length <= arenas[x.arena]!);
      for (const b of intervals) {
        if (a === b || a.last < b.first || b.last < a.first) continue;
        const y = places.get(b)!;
        assert.ok(
          x.arena !== y.arena || x.offset + a.length <= y.offset ||
            y.offset + b.length <= x.offset,
        );
      }
    }
  }));
});

Deno.test("layOut() reuses memory of temporaries that are dead", () => {
  const chain = Array.from({ length: 50 }, (_, i) => ({
    first: i,
    last: i + 1,
    length: 640,
  }));
  assert.deepEqual(layOut(chain).arenas, [1280]);
  assert.deepEqual(layOut(chain, 700).arenas, [640, 640]);
});

Deno.test("layOut() refuses a temporary that fits into no arena", () => {
  const interval = { first: 0, last: 1, length: 129 };
  assert.deepEqual(layOut([interval], 192).arenas, [192]);
  assert.throws(
    () => layOut([interval], 191),
    /a temporary of 129 elements: the device takes 191 at most in one piece/,
  );
});
