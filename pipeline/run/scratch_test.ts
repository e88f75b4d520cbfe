import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import type { Key } from "../identity/digest.ts";
import { sha256 } from "../identity/hash.ts";
import { exists } from "../store/files.ts";
import { names } from "../store/objects.ts";
import { makeTempStore } from "../testing/store.ts";
import { leaveScratch, removeScratch, takeScratch } from "./scratch.ts";

const key = sha256("stage") as string as Key;

Deno.test("a run finds what the one before it left, under a name of its own", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const first = takeScratch(store, key, false);
  Deno.writeTextFileSync(join(first, "1.state"), "one");
  leaveScratch(first);
  const second = takeScratch(store, key, false);
  assert.notEqual(second, first);
  assert.equal(Deno.readTextFileSync(join(second, "1.state")), "one");
  // What still runs of the first one writes into the void.
  assert.throws(
    () => Deno.writeTextFileSync(join(first, "2.state"), "two"),
    Deno.errors.NotFound,
  );
  assert.deepEqual(names(second), ["1.state"]);
  removeScratch(second);
  assert.equal(exists(store.scratchFolder(key)), false);
});

Deno.test("a fresh run finds nothing, and neither does its predecessor", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const first = takeScratch(store, key, false);
  Deno.mkdirSync(join(first, "folder"));
  Deno.writeTextFileSync(join(first, "folder", "1.state"), "one");
  const second = takeScratch(store, key, true);
  assert.deepEqual(names(second), []);
  assert.equal(exists(first), false);
});

Deno.test("of several folders the newest is taken, and no other stays", () => {
  using temp = makeTempStore();
  const { store } = temp;
  for (const [name, time] of [["a", 10], ["b", 30], ["c", 20]] as const) {
    const folder = join(store.scratchFolder(key), name);
    Deno.mkdirSync(folder, { recursive: true });
    Deno.writeTextFileSync(join(folder, name), "");
    Deno.utimeSync(folder, time, time);
  }
  const taken = takeScratch(store, key, false);
  assert.deepEqual(names(taken), ["b"]);
  assert.equal(names(dirname(taken)).length, 1);
});

Deno.test("a scratch that was not used leaves nothing behind", () => {
  using temp = makeTempStore();
  const { store } = temp;
  leaveScratch(takeScratch(store, key, false));
  assert.equal(exists(store.scratchFolder(key)), false);
});
