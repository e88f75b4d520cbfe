/**
 * Putting what a crate brings into a store: objects first, records last, so
 * that whatever stops it, no record is there without what it names.
 *
 * @module
 */

import { join } from "node:path";
import type { Digest, Key } from "../identity/digest.ts";
import { sha256 } from "../identity/hash.ts";
import { sweep } from "../run/sweep.ts";
import { removeIfThere, withDisk } from "../store/files.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { recordText } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { CrateError } from "./error.ts";
import type { Crate, CrateFile } from "./read.ts";

/** How many there were, and how many of them the store had before. */
export interface Counted {
  readonly added: number;
  readonly present: number;
}

/** What an import did. */
export interface Imported {
  readonly objects: Counted;
  readonly records: Counted & {
    /** Of those added, how many now stand in the place of another one. */
    readonly superseding: number;
  };
}

/** How many files are copied, and then stored together. */
const batch = 256;

/** Room on the store's disk, which the next run clears if this one is killed. */
function makeRoom(store: Store): Disposable & { readonly path: string } {
  for (let i = 0;; i++) {
    const name = sha256(`import ${Deno.pid} ${i}`);
    // Whoever clears away leftovers goes by this lock.
    const lock = store.tryLockKey(name as string as Key);
    if (lock === null) continue;
    const path = join(store.workFolder, `${name}.import`);
    return {
      path,
      [Symbol.dispose]: () => {
        removeIfThere(path);
        lock.release();
      },
    };
  }
}

/** Copies files and moves the copies in; the crate itself stays as it is. */
function putBatch(
  store: Store,
  crate: Crate,
  files: readonly (readonly [Digest, CrateFile])[],
  room: string,
): void {
  const copies = withDisk(`import "${crate.folder}"`, () => {
    Deno.mkdirSync(room, { recursive: true });
    return files.map(([, { path }], i) => {
      const copy = join(room, String(i));
      Deno.copyFileSync(join(crate.folder, path), copy);
      return copy;
    });
  });
  const stored = store.putFiles(copies);
  const changed = files.find(([digest], i) => stored[i]!.digest !== digest);
  if (changed === undefined) return;
  throw new CrateError(
    crate.folder,
    `"${changed[1].path}" in it changed while it was imported`,
    "Wait until nothing writes to it, and run the same command again",
  );
}

async function putObjects(store: Store, crate: Crate): Promise<Counted> {
  const missing = [...crate.files].filter(([digest, { size }]) =>
    store.verify(digest, "file", { size, deep: true }) !== null
  );
  using room = makeRoom(store);
  for (let at = 0; at < missing.length; at += batch) {
    putBatch(store, crate, missing.slice(at, at + batch), room.path);
    // Others get their turn, and a person's Ctrl-C is heard.
    await new Promise((resolve) => setTimeout(resolve));
  }
  let trees = 0;
  for (const [digest, bytes] of crate.trees) {
    if (store.verify(digest, "file", { deep: true }) === null) continue;
    store.putBytes(bytes);
    trees++;
  }
  const added = missing.length + trees;
  return { added, present: crate.files.size + crate.trees.size - added };
}

/** Whether a store has a record to the last letter. */
function hasRecord(store: Store, record: ExecutionRecord): boolean {
  const text = recordText(record);
  for (const [, found] of store.numberedRecords(record.key)) {
    if ("preimage" in found && recordText(found) === text) return true;
  }
  return false;
}

/**
 * Puts a crate into a store.
 *
 * @throws StoreError where the store cannot be written, with no record added
 * whose objects are not there.
 */
export async function writeCrate(
  store: Store,
  crate: Crate,
): Promise<Imported> {
  // Also what an import that was killed has left.
  sweep(store, Date.now());
  const objects = await putObjects(store, crate);
  let added = 0;
  const superseding = new Set<Key>(), imported = new Set<Key>();
  for (const record of crate.records) {
    const { key } = record;
    if (hasRecord(store, record)) continue;
    // A key's newest record is the one that counts.
    if (!imported.has(key) && store.latestRecord(key) !== null) {
      superseding.add(key);
    }
    store.writeRecord(record);
    imported.add(key);
    added++;
  }
  const present = crate.records.length - added;
  return {
    objects,
    records: { added, present, superseding: superseding.size },
  };
}
