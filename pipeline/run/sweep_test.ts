import assert from "node:assert/strict";
import { basename, join } from "node:path";
import type { Key } from "../identity/digest.ts";
import { sha256 } from "../identity/hash.ts";
import { writeAside } from "../store/files.ts";
import { exists } from "../store/files.ts";
import { names } from "../store/objects.ts";
import { makeRecord, makeTempStore } from "../testing/store.ts";
import { sweep } from "./sweep.ts";

const day = 24 * 60 * 60 * 1000;

Deno.test("what is left of dead runs goes, what is in use stays", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const live = sha256("live") as string as Key;
  const dead = sha256("dead") as string as Key;
  const make = (...path: string[]) => {
    const file = join(store.root, ...path);
    Deno.mkdirSync(join(file, ".."), { recursive: true });
    Deno.writeTextFileSync(file, "x");
  };
  for (const key of [live, dead]) {
    make("work", `${key}.1.0`, "outputs", "half");
    make("work", `${key}.1.0`, "log.txt");
    make("scratch", key, "run", "checkpoint");
  }
  make("work", "audit-1-0", "objects", "x");
  make("work", "audit-2-0", "objects", "x");
  make("incoming", "half.tmp");
  make("locks", sha256("of a dead process"));
  const writing = writeAside(join(store.root, "incoming/whole"), "x");
  const left = (key: Key) => names(join(store.workFolder, `${key}.1.0`));
  const held = store.tryLockKey(live)!;
  const audit = store.tryLockWork("audit-1-0")!;
  const now = Date.now();

  sweep(store, now);
  assert.deepEqual(left(live), ["log.txt", "outputs"]);
  assert.deepEqual(left(dead), ["log.txt"]);
  assert.deepEqual(
    names(store.workFolder).filter((name) => name.startsWith("audit-")),
    ["audit-1-0"],
  );
  audit.release();
  assert.equal(names(join(store.root, "scratch")).length, 2);
  assert.deepEqual(
    names(join(store.root, "incoming")),
    [basename(writing.path)],
  );
  assert.deepEqual(names(join(store.root, "locks")), [live]);

  sweep(store, now + 8 * day);
  assert.deepEqual(names(store.workFolder), [`${live}.1.0`]);
  assert.equal(names(join(store.root, "scratch")).length, 2);
  writing.discard();
  assert.equal(names(join(store.root, "incoming")).length, 0);

  sweep(store, now + 31 * day);
  assert.deepEqual(names(join(store.root, "scratch")), [live]);
  held.release();
});

Deno.test("what cannot be removed keeps nothing else from being cleared away", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const keys = ["a", "b", "c"].map((text) => sha256(text) as string as Key);
  const folders = keys.map((key) => join(store.workFolder, `${key}.1.0`));
  for (const folder of folders) {
    Deno.mkdirSync(join(folder, "outputs"), { recursive: true });
  }
  const { removeSync } = Deno;
  Deno.removeSync = (path, options) => {
    if (path !== folders[1]) return removeSync(path, options);
    throw Object.assign(
      new Deno.errors.PermissionDenied("Operation not permitted"),
      { code: "EPERM" },
    );
  };
  try {
    sweep(store, Date.now());
  } finally {
    Deno.removeSync = removeSync;
  }
  assert.deepEqual(folders.map(exists), [false, true, false]);
  sweep(store, Date.now());
  assert.deepEqual(folders.map(exists), [false, false, false]);
});

Deno.test("checkpoints go when their stage has ended, or when nobody wants them", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const now = Date.UTC(2026, 1, 1);
  const checkpoint = (params: number, written: number) => {
    const record = makeRecord({ params }, {
      startedAt: new Date(now).toISOString(),
      seconds: 60,
    });
    const folder = store.scratchFolder(record.key);
    const run = join(folder, "run");
    Deno.mkdirSync(run, { recursive: true });
    Deno.writeTextFileSync(join(run, "1.state"), "x");
    // What is written into a run's folder changes that folder's time alone.
    Deno.utimeSync(run, written / 1000, written / 1000);
    Deno.utimeSync(folder, now / 1000, now / 1000);
    return { record, kept: () => exists(folder) };
  };
  const ended = checkpoint(1, now + 59_000);
  store.writeRecord(ended.record);
  // A run that makes a damaged output again, and was killed itself.
  const again = checkpoint(2, now + 61_000);
  store.writeRecord(again.record);
  const running = checkpoint(3, now + 59_000);
  const all = () => [ended, again, running].map(({ kept }) => kept());
  sweep(store, now + day);
  assert.deepEqual(all(), [false, true, true]);
  sweep(store, now + 31 * day);
  assert.deepEqual(all(), [false, false, false]);
});
