import assert from "node:assert/strict";
import { join } from "node:path";
import { StoreError } from "../errors.ts";
import type { Digest } from "../identity/digest.ts";
import { sha256 } from "../identity/hash.ts";
import { storeError } from "./files.ts";
import { makeTempStore } from "../testing/store.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Changes one byte of a file, as a fault or a careless program would. */
function flip(path: string, at = 0): void {
  const content = Deno.readFileSync(path);
  content[at] = content[at]! ^ 1;
  Deno.chmodSync(path, 0o644);
  Deno.writeFileSync(path, content);
}

/** The same behind the file system's back: the time stays as it was. */
function flipSealed(path: string): void {
  const mtime = Deno.statSync(path).mtime!;
  flip(path);
  Deno.utimeSync(path, mtime, mtime);
}

function write(path: string, text: string): string {
  Deno.mkdirSync(join(path, ".."), { recursive: true });
  Deno.writeTextFileSync(path, text);
  return path;
}

Deno.test("a file becomes an object of its digest, and leaves its place", () => {
  using temp = makeTempStore();
  const { store, folder } = temp;
  const path = write(join(folder, "a.txt"), "hello");
  const stored = store.putFile(path);
  assert.deepEqual(stored, { digest: sha256("hello"), size: 5 });
  assert.equal(Deno.readTextFileSync(store.pathOf(stored.digest)), "hello");
  assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);
  const mode = Deno.statSync(store.pathOf(stored.digest)).mode!;
  assert.equal(mode & 0o777, 0o444);
  assert.equal(store.verify(stored.digest, "file"), null);
});

Deno.test("the same bytes are one object", () => {
  using temp = makeTempStore();
  const { store, folder } = temp;
  const first = store.putFile(write(join(folder, "a"), "same"));
  const second = store.putFile(write(join(folder, "b"), "same"));
  assert.deepEqual(second, first);
  assert.deepEqual([...store.listObjects()], [first.digest]);
});

Deno.test("a folder's digest depends on names and bytes, not on order", () => {
  using temp = makeTempStore();
  const { store, folder } = temp;
  const make = (name: string, files: [string, string][]) => {
    for (const [path, text] of files) write(join(folder, name, path), text);
    return store.putFolder(join(folder, name));
  };
  const a = make("a", [["x", "1"], ["deep/y", "22"]]);
  const b = make("b", [["deep/y", "22"], ["x", "1"]]);
  const c = make("c", [["x", "1"], ["deep-y", "22"]]);
  assert.deepEqual(a, b);
  assert.equal(a.size, 3);
  assert.notEqual(c.digest, a.digest);
  assert.deepEqual(store.readTree(a.digest).map(({ path }) => path), [
    "deep/y",
    "x",
  ]);
});

Deno.test("an artifact is put where it is needed, linked or copied", () => {
  using temp = makeTempStore();
  const { store, folder } = temp;
  write(join(folder, "in/deep/y"), "22");
  const { digest } = store.putFolder(join(folder, "in"));
  store.materialize(digest, "folder", join(folder, "linked"));
  store.materialize(digest, "folder", join(folder, "copied"), { copy: true });
  const linked = join(folder, "linked/deep/y");
  const copied = join(folder, "copied/deep/y");
  assert.equal(Deno.readTextFileSync(linked), "22");
  assert.equal(Deno.readTextFileSync(copied), "22");
  Deno.writeTextFileSync(copied, "changed");
  assert.equal(Deno.readTextFileSync(linked), "22");
  assert.equal(store.verify(digest, "folder"), null);
});

Deno.test("a folder with a link in it is refused", () => {
  using temp = makeTempStore();
  const { store, folder } = temp;
  write(join(folder, "in/x"), "1");
  Deno.symlinkSync("/etc/passwd", join(folder, "in/link"));
  assert.throws(() => store.putFolder(join(folder, "in")), StoreError);
});

Deno.test("a flipped byte, a lost byte and a lost object are found", () => {
  using temp = makeTempStore();
  const { store, folder } = temp;
  const { digest } = store.putBytes(bytes("hello"));
  flip(store.pathOf(digest));
  const message = `object ${digest.slice(0, 8)} is damaged`;
  assert.deepEqual(store.verify(digest, "file"), {
    digest,
    what: "damaged",
    message,
  });

  write(join(folder, "in/x"), "some bytes");
  write(join(folder, "in/y"), "others");
  const tree = store.putFolder(join(folder, "in")).digest;
  const x = sha256("some bytes"), y = sha256("others");
  Deno.truncateSync(store.pathOf(x), 3);
  assert.equal(store.verify(tree, "folder")?.digest, x);
  Deno.removeSync(store.pathOf(x));
  assert.deepEqual(
    [store.verify(tree, "folder")?.digest, store.verify(tree, "folder")?.what],
    [x, "missing"],
  );
  store.putBytes(bytes("some bytes"));
  flip(store.pathOf(y));
  assert.equal(store.verify(tree, "folder")?.digest, y);
  flip(store.pathOf(tree), 20);
  assert.equal(store.verify(tree, "folder")?.digest, tree);
});

Deno.test("a deep check finds what keeps its time and size", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const { digest } = store.putBytes(bytes("hello"));
  flipSealed(store.pathOf(digest));
  assert.equal(store.verify(digest, "file"), null);
  assert.equal(store.verify(digest, "file", { deep: true })?.what, "damaged");
});

Deno.test("what is put anywhere is hashed, and not believed again if damaged", () => {
  using temp = makeTempStore();
  const { store, folder } = temp;
  const file = store.putBytes(bytes("hello")).digest;
  Deno.mkdirSync(join(folder, "made/in"), { recursive: true });
  Deno.writeTextFileSync(join(folder, "made/in/x"), "in a folder");
  const tree = store.putFolder(join(folder, "made")).digest;
  const inside = store.readTree(tree)[0]!.digest;
  flipSealed(store.pathOf(file));
  flipSealed(store.pathOf(inside));
  for (const copy of [false, true]) {
    for (const [digest, form] of [[file, "file"], [tree, "folder"]] as const) {
      assert.throws(
        () =>
          store.materialize(digest, form, join(folder, form + copy), { copy }),
        /it is damaged/,
      );
      // So that the same command makes it anew.
      assert.equal(store.verify(digest, form)?.what, "damaged");
    }
  }
});

Deno.test("an object of a copied store is hashed once and sealed again", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const { digest } = store.putBytes(bytes("hello"));
  const path = store.pathOf(digest);
  const sealed = Deno.statSync(path).mtime!.getTime();
  Deno.utimeSync(path, new Date(), new Date());
  assert.equal(store.verify(digest, "file"), null);
  assert.equal(Deno.statSync(path).mtime!.getTime(), sealed);
});

Deno.test("a damaged object is healed by storing its bytes again", () => {
  using temp = makeTempStore();
  const { store, folder } = temp;
  const { digest } = store.putBytes(bytes("hello"));
  flip(store.pathOf(digest));
  store.putFile(write(join(folder, "again"), "hello"));
  assert.equal(store.verify(digest, "file", { deep: true }), null);
});

Deno.test("damage behind an intact seal is healed by storing again", () => {
  using temp = makeTempStore();
  const { store, folder } = temp;
  const heal = [
    () => store.putBytes(bytes("hello")),
    () => store.putFile(write(join(folder, "again"), "hello")),
  ];
  for (const storeAgain of heal) {
    const { digest } = store.putBytes(bytes("hello"));
    flipSealed(store.pathOf(digest));
    storeAgain();
    assert.equal(store.verify(digest, "file", { deep: true }), null);
  }
});

Deno.test("an object whose seal is broken is hashed by who uses it", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const { digest } = store.putBytes(bytes("hello"));
  store.breakSeal(digest);
  assert.equal(store.verify(digest, "file"), null);
  flipSealed(store.pathOf(digest));
  assert.equal(store.verify(digest, "file"), null);
  store.breakSeal(digest);
  assert.equal(store.verify(digest, "file")?.what, "damaged");
});

Deno.test("a store that cannot be written says so", () => {
  using temp = makeTempStore();
  const { store } = temp;
  Deno.writeTextFileSync(join(store.root, "incoming"), "a file in the way");
  assert.throws(
    () => store.putBytes(bytes("x")),
    (error) =>
      error instanceof StoreError &&
      error.message.startsWith("Cannot store an object: "),
  );
});

Deno.test("a folder in an object's place is moved aside", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const digest = sha256("x");
  for (const name of [digest, `${digest}.2`]) {
    const path = store.pathOf(digest);
    Deno.removeSync(write(path, "x"));
    write(join(path, "inside"), "of a person");
    store.putBytes(bytes("x"));
    assert.equal(store.verify(digest, "file", { deep: true }), null);
    const aside = join(store.root, "quarantine/objects", name, "inside");
    assert.equal(Deno.readTextFileSync(aside), "of a person");
    Deno.removeSync(path);
  }
});

Deno.test("a file enters the store without a copy", () => {
  using temp = makeTempStore();
  const { store, folder } = temp;
  const path = join(folder, "large");
  const block = new Uint8Array(1 << 20);
  using file = Deno.openSync(path, { write: true, create: true });
  for (let i = 0; i < 64; i++) file.writeSync(block.fill(i));
  const { ino } = Deno.statSync(path);
  const { digest } = store.putFile(path);
  assert.equal(Deno.statSync(store.pathOf(digest)).ino, ino);
  store.materialize(digest, "file", join(folder, "input"));
  assert.equal(Deno.statSync(join(folder, "input")).ino, ino);
  store.materialize(digest, "file", join(folder, "copy"), { copy: true });
  assert.notEqual(Deno.statSync(join(folder, "copy")).ino, ino);
});

Deno.test("a file that has another name enters the store as a copy", () => {
  using temp = makeTempStore();
  const { store, folder } = temp;
  const path = write(join(folder, "a"), "hello");
  Deno.linkSync(path, join(folder, "kept"));
  const { digest } = store.putFile(path);
  Deno.writeTextFileSync(join(folder, "kept"), "jello");
  assert.equal(store.verify(digest, "file", { deep: true }), null);
});

Deno.test("what is damaged is not put anywhere", () => {
  using temp = makeTempStore();
  const { store, folder } = temp;
  write(join(folder, "in/deep/y"), "22");
  const tree = store.putFolder(join(folder, "in")).digest;
  const file = sha256("22");
  flip(store.pathOf(file));
  const expected =
    /^Cannot use the object \w{8}: it is damaged; run the same command again/;
  for (const copy of [false, true]) {
    const to = join(folder, `out-${copy}`);
    assert.throws(
      () => store.materialize(tree, "folder", to, { copy }),
      (error) => error instanceof StoreError && expected.test(error.message),
    );
  }
});

Deno.test("a folder of many files is in the store with each of them", () => {
  using temp = makeTempStore();
  const { store, folder } = temp;
  for (let i = 0; i < 200; i++) {
    write(join(folder, "in", `${i % 7}/${i}`), String(i % 150));
  }
  const { digest } = store.putFolder(join(folder, "in"));
  assert.equal(store.verify(digest, "folder", { deep: true }), null);
  assert.equal(store.readTree(digest).length, 200);
  assert.equal([...store.listObjects()].length, 151);
});

Deno.test("a full disk says what can be done", () => {
  const full = Object.assign(new Error("No space left"), { code: "ENOSPC" });
  assert.match(
    storeError("store an object", full).message,
    /the disk is full; free some room, or give another store with --store/,
  );
});

Deno.test("an object that is not there has no path that can be read", () => {
  using temp = makeTempStore();
  const none = sha256("none") as Digest;
  assert.equal(temp.store.has(none), false);
  assert.throws(
    () => temp.store.materialize(none, "file", join(temp.folder, "x")),
    StoreError,
  );
});
