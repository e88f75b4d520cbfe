import assert from "node:assert/strict";
import { basename, join } from "node:path";
import type { Key } from "../identity/digest.ts";
import { sha256 } from "../identity/hash.ts";
import { writeAside } from "../store/files.ts";
import { names } from "../store/objects.ts";
import { makeTempStore } from "../testing/store.ts";
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
    make("scratch", key, "checkpoint");
  }
  make("work", "audit-1-0", "objects", "x");
  make("work", "audit-2-0", "objects", "x");
  make("incoming", "half.tmp");
  make("locks", "of-a-dead-process");
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
