import assert from "node:assert/strict";
import fc from "fast-check";
import { Heap, heapAlignment } from "./heap.ts";

const begin = 4096;
const round = (bytes: number) =>
  Math.max(1, Math.ceil(bytes / heapAlignment)) * heapAlignment;

/** Allocations, and frees of one of the live ones. */
const commands = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 5000 }) },
    { weight: 2, arbitrary: fc.record({ place: fc.nat() }) },
  ),
  { maxLength: 200 },
);

Deno.test("pieces of the heap are aligned and never overlap", () => {
  fc.assert(fc.property(commands, (list) => {
    let end = begin;
    const heap = new Heap(begin, (wanted) => end = wanted);
    const live: { at: number; bytes: number }[] = [];
    for (const command of list) {
      if (typeof command === "number") {
        const at = heap.allocate(command), bytes = round(command);
        assert.equal(at % heapAlignment, 0);
        assert.ok(at >= begin && at + bytes <= end);
        for (const other of live) {
          assert.ok(at + bytes <= other.at || other.at + other.bytes <= at);
        }
        live.push({ at, bytes });
      } else if (live.length > 0) {
        const [piece] = live.splice(command.place % live.length, 1);
        heap.free(piece!.at);
      }
      assert.equal(heap.live, live.length);
      assert.equal(
        heap.liveBytes,
        live.reduce((sum, { bytes }) => sum + bytes, 0),
      );
    }
  }));
});

Deno.test("freed neighbours join, so all the heap can be used again", () => {
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.nat()), {
      minLength: 1,
      maxLength: 50,
    }),
    (list) => {
      let end = begin;
      const heap = new Heap(begin, (wanted) => end = wanted);
      const pieces = list.map(([bytes, order]) => ({
        at: heap.allocate(bytes),
        order,
      }));
      pieces.sort((a, b) => a.order - b.order);
      for (const { at } of pieces) heap.free(at);
      const full = end;
      assert.equal(heap.allocate(full - begin), begin);
      assert.equal(end, full);
    },
  ));
});

Deno.test("the first piece that is large enough is taken", () => {
  const heap = new Heap(begin, (wanted) => wanted);
  const [a, , c] = [512, 256, 256, 256].map((bytes) => heap.allocate(bytes));
  heap.free(c!);
  heap.free(a!);
  assert.equal(heap.allocate(256), a);
  assert.equal(heap.allocate(256), a! + 256);
  assert.equal(heap.allocate(256), c);
});

Deno.test("what is not allocated cannot be freed", () => {
  const heap = new Heap(begin, (wanted) => wanted);
  const at = heap.allocate(1);
  heap.free(at);
  assert.throws(() => heap.free(at), /nothing is there/);
  assert.throws(() => heap.free(at + 8), /nothing is there/);
});

Deno.test("a heap that cannot grow stays as it was", () => {
  const heap = new Heap(begin, (wanted) => {
    if (wanted > begin + 1024) throw new RangeError("full");
    return begin + 1024;
  });
  const at = heap.allocate(512);
  assert.throws(() => heap.allocate(1024), /full/);
  assert.equal(heap.allocate(512), at + 512);
});
