/**
 * Clearing away what runs that were killed have left. Whatever a live process
 * uses is held by its lock and stays.
 *
 * @module
 */

import { join } from "node:path";
import type { Key } from "../identity/digest.ts";
import { isDigest } from "../identity/hash.ts";
import {
  clearAside,
  exists,
  ifPermitted,
  removeIfPossible,
  removeIfThere,
  withDisk,
} from "../store/files.ts";
import type { HeldLock } from "../store/lock_file.ts";
import { names } from "../store/objects.ts";
import { endTimeOf } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { noteName } from "./activity.ts";
import { lastUse } from "./scratch.ts";

const day = 24 * 60 * 60 * 1000;
/** How long the log of a failed stage is kept, in milliseconds. */
const logAge = 7 * day;
/** How long the checkpoints of a stage that did not end are kept. */
const scratchAge = 30 * day;

function olderThan(path: string, age: number, now: number): boolean {
  const modified = Deno.statSync(path).mtime?.getTime() ?? now;
  return now - modified > age;
}

/** How the names of folders begin in which an audit repeats stages. */
export const scratchStorePrefix = "audit-";

/** Clears a work folder, but for a log that somebody may want to read. */
function clearWork(folder: string, now: number): void {
  const log = join(folder, "log.txt");
  const inside = names(folder);
  if (!inside.includes("log.txt") || olderThan(log, logAge, now)) {
    return removeIfThere(folder);
  }
  for (const name of inside) {
    if (name === "log.txt" || name === noteName) continue;
    removeIfPossible(join(folder, name));
  }
}

/**
 * Whether a key's checkpoints are of no more use: its stage has come to its end
 * since, or they are old.
 */
function isSpent(store: Store, key: Key, scratch: string, now: number) {
  const used = lastUse(scratch);
  if (now - used > scratchAge) return true;
  const record = store.latestRecord(key);
  if (record === null) return false;
  return endTimeOf(record) >= used;
}

/**
 * Runs something on folders unless a live process holds their lock. What cannot
 * be removed, or not be locked because the disk is full, is in nobody's way: it
 * is left to the next run.
 */
function unlessHeld(lock: () => HeldLock | null, run: () => void): void {
  ifPermitted(() => {
    const held = lock();
    if (held === null) return;
    try {
      run();
    } finally {
      held.release();
    }
  });
}

/** Clears a store of what nobody uses any more. */
export function sweep(store: Store, now: number): void {
  withDisk("clear away what earlier runs have left", () => clear(store, now));
}

function clear(store: Store, now: number): void {
  const place = (folder: string) => join(store.root, folder);
  const entries = [
    ...names(place("work")).map((name) => ({ in: "work", name })),
    ...names(place("scratch")).map((name) => ({ in: "scratch", name })),
  ];
  for (const { in: parent, name } of entries) {
    const path = join(place(parent), name);
    if (parent === "work" && name.startsWith(scratchStorePrefix)) {
      unlessHeld(() => store.tryLockWork(name), () => removeIfThere(path));
      continue;
    }
    const digest = name.slice(0, 64);
    if (!isDigest(digest)) continue;
    const key = digest as string as Key;
    unlessHeld(() => store.tryLockKey(key), () => {
      if (parent === "work") clearWork(path, now);
      else if (isSpent(store, key, path, now)) removeIfThere(path);
    });
  }
  if (exists(place("incoming"))) clearAside(place("incoming"));
  for (const name of names(place("locks"))) {
    const isOurs = isDigest(name) || name.startsWith(scratchStorePrefix);
    if (isOurs) unlessHeld(() => store.tryLockWork(name), () => {});
  }
  ifPermitted(() => store.clearGate());
}
