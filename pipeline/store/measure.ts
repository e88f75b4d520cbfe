/**
 * Measuring a store within a given time: a store may be huge, and who asks how
 * things stand wants to know now.
 *
 * @module
 */

import { join } from "node:path";
import { names } from "./objects.ts";
import type { Store } from "./store.ts";

/** How large a store is. */
export interface StoreSize {
  readonly objects: number;
  /** Of the objects that were counted. */
  readonly bytes: number;
  readonly records: number;
  /** False where the time was up: there is more than was counted. */
  readonly complete: boolean;
}

/** How often the time is looked at. */
const between = 200;

/**
 * Counts a store's records and objects.
 *
 * @param time How long it may take, in milliseconds.
 */
export function measureStore(store: Store, time: number): StoreSize {
  const end = performance.now() + time;
  let looked = 0;
  const isLate = () => ++looked % between === 0 && performance.now() > end;
  let objects = 0, bytes = 0, records = 0;
  const size = (complete: boolean) => ({ objects, bytes, records, complete });
  for (const key of store.recordKeys()) {
    const folder = join(store.root, "records", key);
    records += names(folder).filter((name) => name.endsWith(".json")).length;
    if (isLate()) return size(false);
  }
  for (const digest of store.listObjects()) {
    objects++;
    bytes += Deno.statSync(store.pathOf(digest)).size;
    if (isLate()) return size(false);
  }
  return size(true);
}

/** The bytes of all files in a folder. */
export function folderSize(folder: string): number {
  let bytes = 0;
  for (const entry of Deno.readDirSync(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) bytes += folderSize(path);
    else bytes += Deno.lstatSync(path).size;
  }
  return bytes;
}
