/**
 * Repair: what cannot be believed is moved aside, so that the next run makes
 * it again and the next audit can be clean. Nothing is deleted: whoever wants
 * to know what happened finds it in the store's `quarantine` folder.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import type { Digest, Key } from "../identity/digest.ts";
import { isDigest } from "../identity/hash.ts";
import type { Lock, LockEntry } from "../lock.ts";
import { removeIfThere, withDisk } from "../store/files.ts";
import { quarantine } from "../store/intake.ts";
import { names } from "../store/objects.ts";
import { short, type Store } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { firstDrift, outputDigests } from "../verdict.ts";

/** One thing that was moved aside. */
export interface Moved {
  /** Such as `object a1b2c3d4` or `record a1b2c3d4/2 of sft`. */
  readonly subject: string;
  readonly why: string;
  readonly from: string;
  readonly to: string;
}

/** A record with its place. */
interface Placed {
  readonly record: ExecutionRecord;
  readonly n: number;
}

/**
 * Moves damaged objects and records aside, and what contradicts a lock.
 *
 * @param locks The locks of all recipes that are known to use the store: what
 * one of them vouches for stays.
 */
export function repair(store: Store, locks: readonly Lock[]): Moved[] {
  return withDisk(`repair the store "${store.root}"`, () => {
    const moved = [
      ...moveObjects(store),
      ...keysOf(store).flatMap((key) =>
        moveRecords(store, key, entriesOf(locks, key))
      ),
    ];
    // It is derived from the records, and is made anew from what is left.
    if (moved.length > 0) removeIfThere(join(store.root, "history"));
    return moved;
  });
}

function keysOf(store: Store): Key[] {
  return names(join(store.root, "records"))
    .filter(isDigest) as string[] as Key[];
}

function entriesOf(locks: readonly Lock[], key: Key): LockEntry[] {
  return locks.flatMap(({ profiles }) => Object.values(profiles))
    .flatMap((stages) => Object.values(stages))
    .filter((entry) => entry.key === key);
}

/** Moves into {@linkcode quarantine}, to a name that nothing has yet. */
function aside(
  store: Store,
  from: string,
  name: string,
  told: Pick<Moved, "subject" | "why">,
): Moved {
  const wanted = join(store.root, quarantine, name);
  Deno.mkdirSync(dirname(wanted), { recursive: true });
  const taken = new Set(names(dirname(wanted)));
  let to = wanted;
  for (let i = 2; taken.has(basename(to)); i++) {
    to = `${wanted}.${i}`;
  }
  Deno.renameSync(from, to);
  return { ...told, from, to };
}

function moveObjects(store: Store): Moved[] {
  return [...store.listObjects()]
    .filter((digest) =>
      store.verify(digest, "file", { deep: true })?.what === "damaged"
    )
    .map((digest) =>
      aside(store, store.pathOf(digest), join("objects", digest), {
        subject: `object ${short(digest)}`,
        why: "its bytes are other ones than its name says",
      })
    );
}

/** Moves the records of a key that cannot be believed or used. */
function moveRecords(
  store: Store,
  key: Key,
  entries: readonly LockEntry[],
): Moved[] {
  const moved: Moved[] = [];
  const move = (path: string, n: number, of: string, why: string) => {
    const subject = `record ${short(key)}/${n}${of}`;
    const name = join("records", `${key}.${n}.json`);
    moved.push(aside(store, path, name, { subject, why }));
  };
  const moveRecord = ({ record, n }: Placed, why: string) =>
    move(store.recordPath(key, n), n, ` of ${record.stage}`, why);
  for (const { path } of store.recordFaults(key)) {
    move(path, Number.parseInt(basename(path)), "", "it is damaged");
  }
  const kept: Placed[] = [];
  for (const placed of placedRecords(store, key)) {
    const fault = store.outputFault(placed.record);
    if (fault === null) kept.push(placed);
    else moveRecord(placed, fault);
  }
  const why = entries.length > 0
    ? "its outputs are not those that the lock has for its key"
    : "a later run of its key gave other bytes";
  for (const placed of outvoted(kept, entries)) moveRecord(placed, why);
  return moved;
}

function placedRecords(store: Store, key: Key): Placed[] {
  const numbers = names(join(store.root, "records", key))
    .map((name) => Number(/^([1-9]\d*)\.json$/.exec(name)?.[1] ?? 0))
    .filter((n) => n > 0).sort((a, b) => a - b);
  // The order of both is that of their numbers.
  return store.readRecords(key)
    .map((record, i) => ({ record, n: numbers[i] ?? 0 }));
}

/**
 * The records of a key whose bytes are not the lock's or, where the lock does
 * not know the key, not the newest record's; none where that is allowed.
 */
function outvoted(
  kept: readonly Placed[],
  entries: readonly LockEntry[],
): Placed[] {
  const newest = kept.at(-1);
  if (newest === undefined || newest.record.determinism === "none") return [];
  const right: readonly Readonly<Record<string, Digest>>[] = entries.length > 0
    ? entries.map(({ outputs }) => outputs)
    : [outputDigests(newest.record)];
  return kept.filter(({ record }) =>
    right.every((outputs) =>
      firstDrift(outputs, outputDigests(record)) !== null
    )
  );
}
