import assert from "node:assert/strict";
import fc from "fast-check";
import type { Digest, Key } from "../identity/digest.ts";
import { sha256 } from "../identity/hash.ts";
import { type Choice, choose } from "./choose.ts";
import type { Inventory, StoredRecord } from "./inventory.ts";
import { mark } from "./mark.ts";
import { makeRoots } from "../testing/values.ts";
import type { Roots } from "./roots.ts";
import { shares } from "./shares.ts";

const day = 24 * 60 * 60 * 1000;
const now = Date.UTC(2026, 5, 1);

/** What a made-up record is like. */
interface Made {
  readonly daysAgo: number;
  /** The records whose outputs it takes, by their place in the list. */
  readonly from?: readonly number[];
  readonly size?: number;
  readonly outputs?: readonly string[];
  readonly stage?: string;
}

function inventoryOf(made: readonly Made[]): Inventory {
  const objects = new Map<Digest, number>();
  const records: StoredRecord[] = [];
  for (const [i, one] of made.entries()) {
    const { daysAgo, from = [], size = 10, outputs, stage } = one;
    const own = (outputs ?? [`output ${i}`]).map(sha256);
    for (const digest of own) objects.set(digest, size);
    const code = sha256(`code ${i % 3}`);
    objects.set(code, 1);
    const inputs = from.filter((j) => j < i)
      .flatMap((j) => records[j]!.outputs.slice(0, 1));
    const madeAt = now - daysAgo * day;
    records.push({
      key: sha256(`key ${i}`) as string as Key,
      n: 1,
      path: `${String(i).padStart(4, "0")}`,
      stage: stage ?? `stage ${i}`,
      madeAt,
      startedAt: new Date(madeAt).toISOString(),
      seconds: 1,
      inputs,
      outputs: own,
      objects: [...own, ...inputs, code],
    });
  }
  const withFiles = (d: Digest) => objects.has(d) ? [d] : [];
  return { records, objects, withFiles };
}

function rootsOf(
  inventory: Inventory,
  kept: readonly number[],
  fields: Partial<Roots> = {},
): Roots {
  return makeRoots({
    locked: new Set(kept.flatMap((i) => inventory.records[i]?.key ?? [])),
    ...fields,
  });
}

function chosen(
  inventory: Inventory,
  roots: Roots,
  policy: { olderThan?: number; maxSize?: number; now?: number } = {},
): Choice {
  return choose(inventory, roots, mark(inventory, roots), {
    olderThan: 14 * day,
    maxSize: null,
    now,
    ...policy,
  });
}

function removed({ remove }: Choice): number[] {
  return remove.map(({ record }) => Number(record.path));
}

Deno.test("what nothing names goes when it is old, and what is young stays", () => {
  const inventory = inventoryOf([
    { daysAgo: 30 },
    { daysAgo: 20 },
    { daysAgo: 3 },
  ]);
  const roots = rootsOf(inventory, [0]);
  assert.deepEqual(removed(chosen(inventory, roots)), [1]);
  assert.deepEqual(removed(chosen(inventory, roots, { olderThan: 0 })), [1, 2]);
});

Deno.test("what a lock names is kept with all that it was made from", () => {
  const inventory = inventoryOf([
    { daysAgo: 40 },
    { daysAgo: 39, from: [0] },
    { daysAgo: 38, from: [1] },
    { daysAgo: 38, from: [0] },
  ]);
  const choice = chosen(inventory, rootsOf(inventory, [2]));
  assert.deepEqual(removed(choice), [3]);
  assert.deepEqual(choice.objects, [sha256("output 3")]);
});

Deno.test("of executions that made the same bytes one of each stage is kept", () => {
  const same = ["same"];
  const inventory = inventoryOf([
    { daysAgo: 40, outputs: same, stage: "a" },
    { daysAgo: 39, outputs: same, stage: "a" },
    { daysAgo: 39, outputs: same, stage: "b" },
    { daysAgo: 38, from: [0] },
    { daysAgo: 37, outputs: same, stage: "a" },
  ]);
  assert.deepEqual(removed(chosen(inventory, rootsOf(inventory, [3]))), [0, 4]);
  // A lock's own maker of the bytes is the origin.
  assert.deepEqual(
    removed(chosen(inventory, rootsOf(inventory, [0, 3]))),
    [1, 2, 4],
  );
});

Deno.test("a use keeps a record as long as a new one would be kept", () => {
  const inventory = inventoryOf([{ daysAgo: 30 }, { daysAgo: 30 }]);
  const uses = new Map([[inventory.records[1]!.key, now - day]]);
  const roots = rootsOf(inventory, [], { uses });
  assert.deepEqual(removed(chosen(inventory, roots)), [0]);
});

Deno.test("to get below a size, what was used longest ago goes first", () => {
  const inventory = inventoryOf([
    { daysAgo: 50, size: 100 },
    { daysAgo: 2, size: 100 },
    { daysAgo: 1, size: 100 },
    { daysAgo: 3, size: 100 },
  ]);
  const roots = rootsOf(inventory, [0]);
  assert.deepEqual(removed(chosen(inventory, roots, { maxSize: 303 })), [3]);
  assert.deepEqual(removed(chosen(inventory, roots, { maxSize: 299 })), [3, 1]);
  const all = chosen(inventory, roots, { maxSize: 1 });
  assert.deepEqual(removed(all), [3, 1, 2]);
  assert(all.keptBytes > 1);
});

Deno.test("what a project out of reach may have made is kept", () => {
  const inventory = inventoryOf([{ daysAgo: 90 }, { daysAgo: 90 }]);
  const uses = new Map([[inventory.records[1]!.key, now - 80 * day]]);
  const gone = [{ id: "x", root: "/gone", present: false, lockPaths: [] }];
  const roots = rootsOf(inventory, [], { uses, gone });
  assert.deepEqual(removed(chosen(inventory, roots, { maxSize: 0 })), [1]);
});

Deno.test("what several records name is counted once, with who put it out last", () => {
  const same = ["same"];
  const inventory = inventoryOf([
    { daysAgo: 40, outputs: same },
    { daysAgo: 30, outputs: same },
    { daysAgo: 20, from: [0], size: 5 },
    { daysAgo: 19, size: 7 },
  ]);
  const objects = new Map([...inventory.objects, [sha256("orphan"), 3]]);
  const whole = { ...inventory, objects };
  const choice = chosen(whole, rootsOf(whole, []));
  const { of, unnamed } = shares(whole, choice);
  // Code is 1 byte, and is of every third.
  assert.deepEqual([...of.values()], [0, 10 + 1, 5 + 1, 7 + 1]);
  assert.equal(unnamed, 3);
});

const made: fc.Arbitrary<Made> = fc.record({
  daysAgo: fc.integer({ min: -30, max: 60 }),
  from: fc.array(fc.nat(20), { maxLength: 3 }),
  size: fc.integer({ min: 1, max: 100 }),
  outputs: fc.array(fc.constantFrom("a", "b", "c", "d", "e"), {
    minLength: 1,
    maxLength: 2,
  }),
});

Deno.test("whatever stays has its objects and its lineage, in any store", () => {
  fc.assert(fc.property(
    fc.array(made, { maxLength: 20 }),
    fc.array(fc.nat(20)),
    fc.option(fc.nat(800), { nil: undefined }),
    fc.integer({ min: 0, max: 40 }),
    (all, kept, maxSize, days) => {
      const inventory = inventoryOf(all);
      const roots = rootsOf(inventory, kept);
      const marked = mark(inventory, roots);
      const policy = {
        olderThan: days * day,
        ...(maxSize === undefined ? {} : { maxSize }),
      };
      const choice = chosen(inventory, roots, policy);
      const gone = new Set(choice.remove.map(({ record }) => record));
      const left = inventory.records.filter((record) => !gone.has(record));
      const objects = new Set(choice.objects);
      for (const record of left) {
        assert(record.objects.every((digest) => !objects.has(digest)));
      }
      for (const record of marked.records) {
        assert(!gone.has(record));
        for (const input of record.inputs) {
          const makers = inventory.records.filter((one) =>
            one !== record && one.outputs.includes(input)
          );
          assert(
            makers.length === 0 || makers.some((one) => !gone.has(one)),
            "the origin of an input went",
          );
        }
      }
      // What goes is divided among the records that go.
      const { of, unnamed } = shares(inventory, choice);
      const parts = [...of.values(), unnamed];
      assert.equal(parts.reduce((sum, part) => sum + part, 0), choice.bytes);
      assert.deepEqual([...of.keys()], choice.remove);
      // No object stays that nobody needs.
      for (const digest of inventory.objects.keys()) {
        const needed = left.some((one) => one.objects.includes(digest));
        assert.equal(needed, !objects.has(digest));
      }
    },
  ));
});

Deno.test("a clock that goes back removes nothing more", () => {
  fc.assert(fc.property(
    fc.array(made, { maxLength: 20 }),
    fc.array(fc.nat(20)),
    fc.integer({ min: 0, max: 3000 }),
    (all, kept, back) => {
      const inventory = inventoryOf(all);
      const roots = rootsOf(inventory, kept);
      const later = new Set(removed(chosen(inventory, roots)));
      const earlier = removed(
        chosen(inventory, roots, { now: now - back * day }),
      );
      assert(earlier.every((one) => later.has(one)));
    },
  ));
});
