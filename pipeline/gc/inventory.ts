/**
 * The inventory of a store: what each record needs, and how large each object
 * is.
 *
 * @module
 */

import type { Digest, Key } from "../identity/digest.ts";
import { withDisk } from "../store/files.ts";
import type { Store } from "../store/store.ts";

/** A record, as far as it matters to what is kept. */
export interface StoredRecord {
  readonly key: Key;
  readonly n: number;
  readonly path: string;
  /** Null for a record that cannot be believed. */
  readonly stage: string | null;
  /** When it was made, in milliseconds since 1970. */
  readonly madeAt: number;
  /** As the record has it, for the order of executions. */
  readonly startedAt: string;
  /** Seconds that the execution took. */
  readonly seconds: number;
  readonly inputs: readonly Digest[];
  readonly outputs: readonly Digest[];
  /**
   * All objects that the record names: outputs, inputs, the files of its code
   * and whatever else a preimage may name, with the files of folders.
   */
  readonly objects: readonly Digest[];
}

/** What a store holds. */
export interface Inventory {
  readonly records: readonly StoredRecord[];
  /** All objects with their sizes in bytes. */
  readonly objects: ReadonlyMap<Digest, number>;
  /** An object with the files of a folder, if it is one. */
  withFiles(digest: Digest): readonly Digest[];
}

/** How a tree object begins; a file may begin like that, too. */
const treeOpening = new TextEncoder().encode("juice tree/");

/** Whether an object may be a folder's. */
function looksLikeTree(path: string): boolean {
  using file = Deno.openSync(path, { read: true });
  const head = new Uint8Array(treeOpening.length);
  let at = 0;
  while (at < head.length) {
    const read = file.readSync(head.subarray(at));
    if (read === null) return false;
    at += read;
  }
  return head.every((byte, i) => byte === treeOpening[i]);
}

/** Finds the files of folders, each folder once. */
function treeReader(store: Store, objects: ReadonlyMap<Digest, number>) {
  const known = new Map<Digest, readonly Digest[]>();
  return (digest: Digest): readonly Digest[] => {
    const before = known.get(digest);
    if (before !== undefined) return before;
    let found: readonly Digest[] = objects.has(digest) ? [digest] : [];
    try {
      if (found.length > 0 && looksLikeTree(store.pathOf(digest))) {
        found = [digest, ...store.readTree(digest).map((e) => e.digest)];
      }
    } catch {
      // It is damaged, or a file that only begins like a folder.
    }
    known.set(digest, found);
    return found;
  };
}

/** Takes the inventory of a store. */
export function takeInventory(store: Store): Inventory {
  return withDisk(`go through the store "${store.root}"`, () => {
    const objects = new Map<Digest, number>();
    for (const digest of store.listObjects()) {
      objects.set(digest, Deno.statSync(store.pathOf(digest)).size);
    }
    const withFiles = treeReader(store, objects);
    // The same digests stand in many records; each is kept in memory once, and
    // without the text that it was found in.
    const own = new Map([...objects.keys()].map((one) => [one as string, one]));
    const digestsIn = (text: string): Digest[] => {
      const found = new Set<Digest>();
      for (const [match] of text.matchAll(/\b[0-9a-f]{64}\b/g)) {
        const digest = own.get(match);
        if (digest === undefined) continue;
        for (const each of withFiles(digest)) found.add(each);
      }
      return [...found];
    };
    const records: StoredRecord[] = [];
    for (const key of store.recordKeys()) {
      for (const [n, found] of store.numberedRecords(key)) {
        const path = store.recordPath(key, n);
        const info = Deno.statSync(path);
        const whole = "preimage" in found ? found : null;
        const startedAt = whole?.startedAt ?? "";
        records.push({
          key,
          n,
          path,
          stage: whole?.stage ?? null,
          madeAt: Math.max(
            Date.parse(startedAt) || 0,
            info.mtime?.getTime() ?? Infinity,
          ),
          startedAt,
          seconds: whole?.seconds ?? 0,
          inputs: Object.values(whole?.preimage.inputs ?? {}),
          outputs: Object.values(whole?.outputs ?? {}).map((o) => o.digest),
          objects: digestsIn(
            whole === null ? readText(path) : JSON.stringify(whole),
          ),
        });
      }
    }
    return { records, objects, withFiles };
  });
}

/** What can still be read of a damaged record. */
function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
