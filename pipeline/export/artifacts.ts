/**
 * Taking artifacts out of the store for an export: copies, each hashed as it
 * came to lie where it is handed over from.
 *
 * @module
 */

import { dirname } from "node:path";
import { StoreError } from "../errors.ts";
import type { Digest } from "../identity/digest.ts";
import { hashFile } from "../identity/hash.ts";
import type { Form, Store } from "../store/mod.ts";
import { short } from "../store/seal.ts";
import type { TreeEntry } from "../store/tree.ts";

/** The code of an error about an object that cannot be handed over. */
export const damagedObject = "damaged-object";

function refuse(store: Store, digest: Digest, label: string): never {
  const there = store.has(digest);
  if (there) store.breakSeal(digest);
  throw new StoreError(
    `Cannot export "${label}": its object ${short(digest)} is ` +
      (there ? "damaged" : "missing"),
    { code: damagedObject },
  );
}

/**
 * Hashes an object that is read where it lies.
 *
 * @param label What it is called in an error.
 * @throws StoreError with the code {@linkcode damagedObject}.
 */
export function checkObject(store: Store, digest: Digest, label: string): void {
  if (store.verify(digest, "file", { deep: true }) === null) return;
  refuse(store, digest, label);
}

/**
 * The files of an artifact: of a folder those in it, by path; of a file itself,
 * by an empty path.
 *
 * @param label What it is called in an error.
 * @throws StoreError with the code {@linkcode damagedObject}.
 */
export function filesOfArtifact(
  store: Store,
  { digest, form, size }: {
    readonly digest: Digest;
    readonly form: Form;
    readonly size: number;
  },
  label: string,
): TreeEntry[] {
  if (form === "file") return [{ path: "", digest, size }];
  // A tree object is small and says where to look, so it is hashed first.
  checkObject(store, digest, label);
  return store.readTree(digest);
}

/**
 * Copies one object to a path where nothing is yet.
 *
 * @param label What it is called in an error.
 * @throws StoreError with the code {@linkcode damagedObject} where the copy
 * does not have the bytes that its name promises.
 */
export function copyObject(
  store: Store,
  digest: Digest,
  to: string,
  label: string,
): void {
  if (!store.has(digest)) refuse(store, digest, label);
  Deno.mkdirSync(dirname(to), { recursive: true });
  Deno.copyFileSync(store.pathOf(digest), to);
  Deno.chmodSync(to, 0o644);
  if (hashFile(to).digest !== digest) refuse(store, digest, label);
}
