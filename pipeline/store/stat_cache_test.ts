import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import fc from "fast-check";
import type { Digest } from "../identity/digest.ts";
import { sha256 } from "../identity/hash.ts";
import { findSource, readSource } from "../plan/source.ts";
import { makeTempStore, type TempStore } from "../testing/store.ts";
import { names } from "./objects.ts";
import { isSettled, type Seen } from "./look.ts";
import type { Snapshot } from "./stat_cache.ts";

const made = sha256("made up");

/** A folder of files beside a store. */
function makeFiles({ folder }: TempStore, files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    Deno.mkdirSync(dirname(join(folder, path)), { recursive: true });
    Deno.writeTextFileSync(join(folder, path), text);
  }
}

function read({ store, folder }: TempStore, path: string, form = "file") {
  const source = findSource(
    { root: folder, store },
    path,
    form as "file" | "folder",
  );
  return readSource(source, store.stats);
}

/**
 * Rewrites what is known of a source as if it had been read at another time,
 * with a digest by which a later reading shows whether it was believed.
 */
function pretend(temp: TempStore, path: string, at: number): void {
  const source = join(Deno.realPathSync(temp.folder), path);
  const known = temp.store.stats.read(source)!;
  const seen = known.seen.map((one): Seen => ({
    ...one,
    at,
    digest: one.digest === null ? null : made,
  }));
  temp.store.stats.write(source, { ...known, digest: made, seen });
}

/** The clock of this process, which a test can set ahead. */
class Clock implements Disposable {
  readonly #real = Date.now;
  #ahead = 0;

  constructor() {
    Date.now = () => this.#real() + this.#ahead;
  }

  /** Makes everything that was written so far too old to be taken for new. */
  settle(temp: TempStore): void {
    const probe = join(temp.folder, "probe");
    const write = () => {
      Deno.writeTextFileSync(probe, "");
      return +Deno.statSync(probe).ctime!;
    };
    // What is written from now on has another time, however coarse it is.
    const first = write();
    while (write() === first);
    this.#ahead += 3100;
  }

  [Symbol.dispose](): void {
    Date.now = this.#real;
  }
}

Deno.test("every one of many edits of the same size is noticed", () => {
  using temp = makeTempStore();
  for (let i = 0; i < 200; i++) {
    const text = String(i).padStart(4, "0");
    makeFiles(temp, { "one": text, "many/a/b": text });
    assert.equal(read(temp, "one").digest, sha256(text));
    const [file] = read(temp, "many", "folder").seen.filter((s) => s.digest);
    assert.equal(file!.digest, sha256(text));
  }
});

Deno.test("what was left alone is believed, until its change time tells", () => {
  using temp = makeTempStore();
  using clock = new Clock();
  makeFiles(temp, { "one": "abc", "many/a": "1", "many/b/c": "2" });
  clock.settle(temp);
  const many = read(temp, "many", "folder").digest;
  read(temp, "one");
  // Shows that nothing is hashed: the answer is what was put in its mouth.
  pretend(temp, "one", Date.now());
  assert.equal(read(temp, "one").digest, made);
  pretend(temp, "many", Date.now());
  assert.equal(read(temp, "many", "folder").digest, made);

  // The same size, and the modification time set back to what it was.
  for (const path of ["one", "many/b/c"]) {
    const whole = join(temp.folder, path);
    const { atime, mtime, size } = Deno.statSync(whole);
    Deno.writeTextFileSync(whole, "xyz".slice(0, size));
    Deno.utimeSync(whole, atime!, mtime!);
  }
  assert.equal(read(temp, "one").digest, sha256("xyz"));
  const after = read(temp, "many", "folder");
  const digests = new Map(after.seen.map((s) => [s.path, s.digest]));
  assert.equal(digests.get("b/c"), sha256("x"));
  // What did not change is taken from what is known, file by file.
  assert.equal(digests.get("a"), made);
  Deno.removeSync(join(temp.store.root, "stat"), { recursive: true });
  makeFiles(temp, { "many/b/c": "2" });
  assert.equal(read(temp, "many", "folder").digest, many);

  // A copy in the file's place keeps its size and times, but is another file.
  clock.settle(temp);
  read(temp, "one");
  pretend(temp, "one", Date.now());
  makeFiles(temp, { "copy": "XYZ" });
  const { atime, mtime } = Deno.statSync(join(temp.folder, "one"));
  Deno.utimeSync(join(temp.folder, "copy"), atime!, mtime!);
  Deno.renameSync(join(temp.folder, "copy"), join(temp.folder, "one"));
  assert.equal(read(temp, "one").digest, sha256("XYZ"));
});

Deno.test("names that come, go and move are noticed", () => {
  using temp = makeTempStore();
  makeFiles(temp, { "many/a": "1", "many/b/c": "2" });
  const paths = () =>
    read(temp, "many", "folder").seen.filter((s) => s.digest !== null)
      .map(({ path }) => path).sort();
  assert.deepEqual(paths(), ["a", "b/c"]);
  makeFiles(temp, { "many/b/d": "3" });
  assert.deepEqual(paths(), ["a", "b/c", "b/d"]);
  Deno.removeSync(join(temp.folder, "many/a"));
  assert.deepEqual(paths(), ["b/c", "b/d"]);
  Deno.renameSync(
    join(temp.folder, "many/b"),
    join(temp.folder, "many/e"),
  );
  assert.deepEqual(paths(), ["e/c", "e/d"]);
});

Deno.test("a clock that was ahead, or a file from the future, is not believed", () => {
  using temp = makeTempStore();
  using clock = new Clock();
  makeFiles(temp, { "one": "abc" });
  clock.settle(temp);
  read(temp, "one");
  pretend(temp, "one", Date.now() + 3_600_000);
  assert.equal(read(temp, "one").digest, sha256("abc"));
  const future = new Date(Date.now() + 3_600_000);
  Deno.utimeSync(join(temp.folder, "one"), future, future);
  read(temp, "one");
  pretend(temp, "one", Date.now());
  assert.equal(read(temp, "one").digest, sha256("abc"));
});

Deno.test("what was read too soon after a change is read again", () => {
  const seen: Seen = {
    path: "",
    isFolder: false,
    size: 1,
    modified: 10_000,
    changed: 10_000,
    inode: 1,
    device: 1,
    at: 12_001,
    digest: made,
  };
  assert(isSettled(seen, 20_000));
  assert(!isSettled({ ...seen, at: 12_000 }, 20_000));
  assert(!isSettled({ ...seen, changed: 11_000 }, 20_000));
  assert(!isSettled({ ...seen, at: 20_001 }, 20_000));
  // Where the system does not tell a time, nothing can be believed.
  assert(!isSettled({ ...seen, modified: Infinity }, 20_000));
});

Deno.test("what is known of a source is kept as it is", () => {
  using temp = makeTempStore();
  const number = fc.double({ noNaN: true });
  const seen = fc.record({
    path: fc.string({ unit: "grapheme" }).map((s) => s.replaceAll("\0", "")),
    isFolder: fc.constant(false),
    size: number,
    modified: number,
    changed: number,
    inode: number,
    device: number,
    at: number,
    digest: fc.constant(made as Digest | null),
  }, { noNullPrototype: true }).chain((one) =>
    fc.boolean().map((isFolder): Seen =>
      isFolder ? { ...one, isFolder, digest: null } : one
    )
  );
  const { stats } = temp.store;
  fc.assert(fc.property(fc.array(seen), number, (seen, size) => {
    const snapshot: Snapshot = { digest: made, size, seen };
    stats.write("/source", snapshot);
    const { digest, size: sum, seen: all } = stats.read("/source")!;
    assert.deepEqual({ digest, size: sum, seen: all }, snapshot);
    assert.equal(stats.lastDigest("/source"), made);
    assert.equal(stats.read("/other"), null);
  }));
});

Deno.test("a damaged file of what is known is as good as none", () => {
  using temp = makeTempStore();
  makeFiles(temp, { "many/a": "1", "many/b": "2" });
  const expected = read(temp, "many", "folder").digest;
  const source = join(Deno.realPathSync(temp.folder), "many");
  const folder = join(temp.store.root, "stat");
  const [name] = names(folder);
  const whole = Deno.readFileSync(join(folder, name!));
  for (let i = 0; i < whole.length; i++) {
    const bytes = whole.slice();
    bytes[i]! ^= 1;
    Deno.writeFileSync(join(folder, name!), bytes);
    assert.equal(temp.store.stats.read(source), null);
  }
  for (const length of [0, 10, whole.length - 1]) {
    Deno.writeFileSync(join(folder, name!), whole.subarray(0, length));
    assert.equal(temp.store.stats.read(source), null);
  }
  assert.equal(read(temp, "many", "folder").digest, expected);
  assert.notEqual(temp.store.stats.read(source), null);
});
