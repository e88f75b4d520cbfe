/**
 * Keeping the code that a stage ran: the bytes of its closure's files become
 * objects of the store, under the digests that its key holds. `explain` shows
 * from them what changed in a file, and nothing else reads them.
 *
 * @module
 */

import { StoreError } from "../errors.ts";
import type { Closure } from "../identity/closure.ts";
import type { Digest } from "../identity/digest.ts";
import { sha256 } from "../identity/hash.ts";
import { sortedEntries } from "../identity/order.ts";
import type { Store } from "../store/store.ts";

/** Digests that each store is known to hold, so that it is asked once. */
const held = new WeakMap<Store, Set<Digest>>();

function heldBy(store: Store): Set<Digest> {
  let known = held.get(store);
  if (known === undefined) held.set(store, known = new Set());
  return known;
}

function keep(store: Store, digest: Digest, bytes: Uint8Array): void {
  const known = heldBy(store);
  if (known.has(digest)) return;
  try {
    if (store.verify(digest, "file") !== null) store.putBytes(bytes);
    known.add(digest);
  } catch (error) {
    // A record is whole without its code's text: a full disk shows elsewhere.
    if (!(error instanceof StoreError)) throw error;
  }
}

/**
 * Keeps the files of a closure, and looks whether they still are what its key
 * says. A file that is not is never kept under the digest of what it was.
 *
 * @returns The name of a file that was changed since; null if none was.
 */
export function keepCode(store: Store, closure: Closure): string | null {
  let changed: string | null = null;
  for (const [name] of sortedEntries(closure.paths)) {
    const bytes = readAsHashed(closure, name);
    if (bytes === null) changed ??= name;
    else keep(store, closure.code.files[name]!, bytes);
  }
  return changed;
}

/** A file's bytes if they are those in the key. */
function readAsHashed(
  { code, paths }: Closure,
  name: string,
): Uint8Array | null {
  try {
    const bytes = Deno.readFileSync(paths[name]!);
    return sha256(bytes) === code.files[name] ? bytes : null;
  } catch {
    // What is gone, or cannot be read, is not what was hashed either.
    return null;
  }
}

/**
 * The name of a file that a stage may have read late, and that is not what its
 * key says any more; null if there is none.
 */
export function changedLate(closure: Closure): string | null {
  return closure.late.find((name) => readAsHashed(closure, name) === null) ??
    null;
}

/**
 * Makes good what is damaged of the code that is kept of stages that need not
 * run. Code that was never kept is kept now.
 */
export function healCode(store: Store, closures: Iterable<Closure>): void {
  const known = heldBy(store);
  for (const { code, paths } of closures) {
    for (const [name, digest] of Object.entries(code.files)) {
      if (known.has(digest)) continue;
      try {
        if (store.verify(digest, "file") === null) {
          known.add(digest);
          continue;
        }
        const bytes = Deno.readFileSync(paths[name]!);
        if (sha256(bytes) === digest) keep(store, digest, bytes);
      } catch {
        // As above: nothing but explain reads it.
      }
    }
  }
}
