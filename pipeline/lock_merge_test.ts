import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import type { Digest, Key } from "./identity/digest.ts";
import { sha256 } from "./identity/hash.ts";
import { type Lock, type LockEntry, lockText } from "./lock.ts";
import { readLockText } from "./lock_format.ts";
import { mergeLocks } from "./lock_merge.ts";
import { gitTest } from "./testing/git.ts";

type Stages = Readonly<Record<string, LockEntry>>;

const digest = (n: number) => sha256(String(n)) as Digest;

/** An entry that is another one for another number, with few other lines. */
function entryOf(n: number, name = "x"): LockEntry {
  const names = ["a", "b", "c"].slice(0, n % 4);
  return {
    key: sha256(`${name} ${n}`) as string as Key,
    experiment: digest(n % 5),
    kind: ["sft", "reward", "policy"][n % 3]!,
    determinism: n % 7 === 0 ? "none" : "bitwise",
    outputs: Object.fromEntries(
      names.slice(0, 2).map((name) => [name, digest(n % 9)]),
    ),
    metrics: Object.fromEntries(names.map((name) => [name, n % 10])),
  };
}

function lockOf(stages: Stages): Lock {
  return {
    version: 1,
    profiles: { default: stages, other: { x: entryOf(1) } },
  };
}

/** Merges three texts as git does. */
function gitMerge(base: string, ours: string, theirs: string) {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    const paths = Object.entries({ ours, base, theirs }).map(([name, text]) => {
      const path = join(folder, name);
      Deno.writeTextFileSync(path, text);
      return path;
    });
    const { code, stdout } = new Deno.Command("git", {
      args: ["merge-file", "-p", "-q", ...paths],
    }).outputSync();
    return { clean: code === 0, text: new TextDecoder().decode(stdout) };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** What happens to one stage: `edit` and `remove` need one that is there. */
type Fate = "keep" | "edit" | "remove" | "add";
interface Change {
  readonly fate: Fate;
  readonly by: "ours" | "theirs";
  readonly n: number;
}

const change: fc.Arbitrary<Change> = fc.record({
  fate: fc.constantFrom<Fate>("keep", "edit", "remove", "add"),
  by: fc.constantFrom("ours" as const, "theirs" as const),
  n: fc.integer({ min: 10, max: 1000 }),
});

/** A base and two sides that change different stages, and what comes of it. */
function scene(changes: readonly Change[]) {
  const base: Record<string, LockEntry> = {};
  const sides: Record<"ours" | "theirs" | "merged", Record<string, LockEntry>> =
    { ours: {}, theirs: {}, merged: {} };
  for (const [i, { fate, by, n }] of changes.entries()) {
    const name = `stage/${String(i).padStart(2, "0")}`;
    const before = fate === "add" ? undefined : entryOf(n, name);
    const after = fate === "remove"
      ? undefined
      : fate === "keep"
      ? before
      : entryOf(n + 1, name);
    const put = (stages: Record<string, LockEntry>, e: LockEntry | undefined) =>
      void (e !== undefined && (stages[name] = e));
    put(base, before);
    put(sides[by], after);
    put(sides[by === "ours" ? "theirs" : "ours"], before);
    put(sides.merged, after);
  }
  return {
    base: lockOf(base),
    ours: lockOf(sides.ours),
    theirs: lockOf(sides.theirs),
    merged: lockOf(sides.merged),
  };
}

/**
 * Whether both sides add or remove at one place. There no line is left that
 * both have, and no format of text could say what belongs to whom.
 */
function meet(changes: readonly Change[]): boolean {
  let last: Change | null = null;
  for (const one of changes) {
    if (one.fate === "add" || one.fate === "remove") {
      if (last !== null && last.by !== one.by) return true;
      last = one;
    } else last = null;
  }
  return false;
}

Deno.test("locks merge stage by stage where different stages changed", () => {
  fc.assert(fc.property(
    fc.array(change, { maxLength: 12 }),
    (changes) => {
      const { base, ours, theirs, merged } = scene(changes);
      const result = mergeLocks(base, ours, theirs);
      assert.deepEqual(result.lock, merged);
      assert.deepEqual(result.conflicts, []);
      const own = changes.filter(({ by, fate }) =>
        by === "theirs" && fate !== "keep"
      );
      assert.equal(result.taken.length, own.length);
    },
  ));
});

Deno.test("a stage that both sides changed is as in ours, and is named", () => {
  const a = entryOf(1), b = entryOf(2), c = entryOf(3);
  const all: [Stages, Stages, Stages, Stages, number][] = [
    [{ x: a }, { x: b }, { x: c }, { x: b }, 1],
    [{ x: a }, { x: b }, { x: b }, { x: b }, 0],
    [{ x: a }, {}, { x: c }, {}, 1],
    [{ x: a }, { x: b }, {}, { x: b }, 1],
    [{}, { x: b }, { x: c }, { x: b }, 1],
    [{ x: a }, {}, {}, {}, 0],
  ];
  for (const [base, ours, theirs, merged, conflicts] of all) {
    const result = mergeLocks(lockOf(base), lockOf(ours), lockOf(theirs));
    assert.deepEqual(result.lock, lockOf(merged));
    assert.equal(result.conflicts.length, conflicts);
  }
});

Deno.test("profiles come and go with the side that adds or removes them", () => {
  const lock = (profiles: Lock["profiles"]): Lock => ({ version: 1, profiles });
  const one = { x: entryOf(1) };
  const base = lock({ a: one, b: one });
  const ours = lock({ a: one, b: one, c: one });
  const theirs = lock({ a: one, d: one });
  assert.deepEqual(
    mergeLocks(base, ours, theirs).lock,
    lock({ a: one, c: one, d: one }),
  );
  assert.deepEqual(mergeLocks(null, ours, null).lock, ours);
  assert.deepEqual(mergeLocks(null, null, theirs).lock, theirs);
});

gitTest(
  "git merges a lock of which two sides changed different stages",
  async () => {
    await fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 8 }),
        (changes) => {
          fc.pre(!meet(changes));
          const { base, ours, theirs, merged } = scene(changes);
          const result = gitMerge(
            lockText(base),
            lockText(ours),
            lockText(theirs),
          );
          assert(result.clean, result.text);
          assert.equal(result.text, lockText(merged));
        },
      ),
      { numRuns: 200 },
    );
  },
);

gitTest(
  "git never merges a lock wrongly where it sees no conflict",
  async () => {
    await fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 6 }),
        (changes) => {
          const { base, ours, theirs, merged } = scene(changes);
          const result = gitMerge(
            lockText(base),
            lockText(ours),
            lockText(theirs),
          );
          if (!result.clean) return;
          // Two blocks at one place may come in either order.
          assert.deepEqual(readLockText(result.text, "merged"), merged);
        },
      ),
      { numRuns: 200 },
    );
  },
);
