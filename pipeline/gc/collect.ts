/**
 * Removing what was chosen. Records go before the objects that they name, and
 * reach the disk before the first object goes: whenever this is cut short, no
 * record is left without its objects.
 *
 * @module
 */

import { dirname, join } from "node:path";
import type { Key } from "../identity/digest.ts";
import { removeIfThere, withDisk } from "../store/files.ts";
import { names } from "../store/objects.ts";
import type { Store } from "../store/store.ts";
import { syncFolder } from "../store/sync.ts";
import type { Choice } from "./choose.ts";

/** Removes records and objects. Needs the store's gate alone. */
export function collect(store: Store, choice: Choice): void {
  withDisk(`remove what is not needed from "${store.root}"`, () => {
    removeRecords(store, choice);
    removeObjects(store, choice);
    const left = new Set(store.recordKeys());
    store.projects.clearUses((key: Key) => left.has(key));
    store.clearGate();
  });
}

function removeRecords(store: Store, { remove }: Choice): void {
  const root = join(store.root, "records");
  const folders = new Set<string>();
  // It is derived from the records, and is made anew from what is left.
  if (remove.length > 0) removeIfThere(join(store.root, "history"));
  for (const { record } of remove) {
    removeIfThere(record.path);
    folders.add(dirname(record.path));
  }
  // One that was cut short may have left a folder without records.
  for (const folder of store.recordKeys().map((key) => join(root, key))) {
    if (names(folder).length === 0) Deno.removeSync(folder);
    else if (folders.has(folder)) syncFolder(folder);
  }
  if (remove.length > 0) syncFolder(root);
}

function removeObjects(store: Store, { objects }: Choice): void {
  const folders = new Set<string>();
  for (const digest of objects) {
    const path = store.pathOf(digest);
    removeIfThere(path);
    folders.add(dirname(path));
  }
  for (const folder of folders) syncFolder(folder);
}
