/**
 * The scratch folder of a key: what one run of a stage hands on to the next,
 * such as checkpoints, where it did not come to its end.
 *
 * It belongs to one run at a time, under the run's own name, and is renamed
 * when the next run takes it over. So a process that outlived its engine, and
 * still writes under the old name, finds that it is gone. All of this happens
 * under the key's lock.
 *
 * @module
 */

import { dirname, join } from "node:path";
import type { Key } from "../identity/digest.ts";
import {
  makeWritable,
  removeIfPossible,
  removeIfThere,
} from "../store/files.ts";
import { names } from "../store/objects.ts";
import type { Store } from "../store/store.ts";

function modified(path: string): number {
  return Deno.lstatSync(path).mtime?.getTime() ?? 0;
}

/**
 * When a key's scratch was last written to, in milliseconds. What is written
 * into a run's folder leaves the time of the folder around it as it is.
 */
export function lastUse(folder: string): number {
  const inside = names(folder).map((name) => modified(join(folder, name)));
  return Math.max(modified(folder), ...inside);
}

/**
 * Gives a run of a key the scratch folder of the run before it, or an empty
 * one.
 *
 * @param fresh Whether nothing of an earlier run may be found in it.
 */
export function takeScratch(store: Store, key: Key, fresh: boolean): string {
  const folder = store.scratchFolder(key);
  Deno.mkdirSync(folder, { recursive: true });
  const own = join(folder, crypto.randomUUID());
  const [newest, ...others] = names(folder).map((name) => join(folder, name))
    .sort((a, b) => modified(b) - modified(a));
  if (newest !== undefined && Deno.lstatSync(newest).isDirectory) {
    Deno.renameSync(newest, own);
    // Who was killed may have closed folders that it writes into again.
    makeWritable(own);
  } else {
    if (newest !== undefined) others.push(newest);
    Deno.mkdirSync(own);
  }
  for (const other of others) removeIfPossible(other);
  if (fresh) {
    for (const name of names(own)) removeIfThere(join(own, name));
  }
  return own;
}

/** Leaves a run's scratch to the next one, if there is anything in it. */
export function leaveScratch(scratch: string): void {
  for (const folder of [scratch, dirname(scratch)]) {
    try {
      Deno.removeSync(folder);
    } catch {
      // It is not empty.
      return;
    }
  }
}

/** Removes the scratch of a run that has come to its end. */
export function removeScratch(scratch: string): void {
  removeIfPossible(dirname(scratch));
}
