import assert from "node:assert/strict";
import fc from "fast-check";
import { type Need, share } from "./slots.ts";

const machine = { threads: 4, memory: 1000, gpu: 1 };
const idle = { threads: 0, memory: 0, gpu: 0 };
const need = (fields: Partial<Need> = {}): Need => ({
  threads: 1,
  memory: 0,
  gpu: false,
  ...fields,
});
const given = (needs: Need[], used = idle, total = machine) => [
  ...share(needs, total, used),
];

Deno.test("a lone stage gets all that it can use", () => {
  assert.deepEqual(given([need({ threads: 99 })]), [[0, 4]]);
  assert.deepEqual(given([need({ threads: 3 })]), [[0, 3]]);
});

Deno.test("stages that could use every core share them evenly", () => {
  const greedy = need({ threads: 99 });
  assert.deepEqual(given([greedy, greedy]), [[0, 2], [1, 2]]);
  assert.deepEqual(given([greedy, need(), greedy]), [[0, 2], [1, 1], [2, 1]]);
  assert.equal(given(Array(9).fill(greedy)).length, 4);
});

Deno.test("one stage at a time computes on the adapter", () => {
  const gpu = need({ gpu: true });
  assert.deepEqual(given([gpu, gpu, need()]), [[0, 1], [2, 1]]);
  assert.deepEqual(given([gpu], { ...idle, threads: 1, gpu: 1 }), []);
});

Deno.test("memory is set aside, and too much is given to a lone stage", () => {
  const big = need({ memory: 600 });
  assert.deepEqual(given([big, big, need()]), [[0, 1], [2, 1]]);
  const huge = need({ memory: 5000 });
  assert.deepEqual(given([huge]), [[0, 1]]);
  assert.deepEqual(given([huge], { ...idle, threads: 1 }), []);
});

Deno.test("no more is given than there is, and nothing is left idle", () => {
  const needs = fc.array(fc.record({
    threads: fc.integer({ min: 1, max: 8 }),
    memory: fc.integer({ min: 0, max: 400 }),
    gpu: fc.boolean(),
  }));
  fc.assert(fc.property(needs, fc.integer({ min: 0, max: 4 }), (all, busy) => {
    const shares = share(all, machine, { ...idle, threads: busy });
    let threads = busy, gpu = 0;
    for (const [i, count] of shares) {
      assert(count >= 1 && count <= all[i]!.threads);
      threads += count;
      if (all[i]!.gpu) gpu++;
    }
    assert(threads <= machine.threads && gpu <= 1);
    if (busy === 0 && all.length > 0) assert(shares.size > 0);
    const hungry = [...shares].some(([i, n]) => n < all[i]!.threads);
    if (threads < machine.threads) assert(!hungry);
  }));
});
