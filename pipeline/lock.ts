/**
 * The lock: what a reproduction must arrive at, committed beside the code. For
 * each profile and stage it holds the key, the digest of the experiment, the
 * outputs' digests, the determinism class and the metrics. One stage is one
 * sorted block without times or hosts, so that two branches merge.
 *
 * @module
 */

import type { Digest, Key } from "./identity/digest.ts";
import { experimentOf } from "./identity/key.ts";
import { sortedEntries } from "./identity/order.ts";
import type { StageOutcome } from "./run/event.ts";
import type { Determinism } from "./stage.ts";
import { replaceFile, storeError } from "./store/files.ts";
import { readLockText } from "./lock_format.ts";

/** What the lock holds of one stage. */
export interface LockEntry {
  readonly key: Key;
  /** What is the same on every device; see {@linkcode experimentOf}. */
  readonly experiment: Digest;
  readonly kind: string;
  readonly determinism: Determinism;
  readonly outputs: Readonly<Record<string, Digest>>;
  readonly metrics: Readonly<Record<string, number>>;
}

/** The lock: entries by profile and stage. */
export interface Lock {
  readonly version: 1;
  readonly profiles: Readonly<
    Record<string, Readonly<Record<string, LockEntry>>>
  >;
}

/**
 * Reads a lock; null where there is none.
 *
 * @throws LockError for a damaged one, naming the line or the field, and
 * StoreError for one that cannot be read.
 */
export async function readLock(path: string): Promise<Lock | null> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw storeError(`read the lock "${path}"`, error);
  }
  return readLockText(text, path);
}

function sorted<T>(object: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(sortedEntries(object));
}

/** The text of a lock: sorted, and the same for the same content. */
export function lockText(lock: Lock): string {
  const profiles = Object.fromEntries(
    sortedEntries(lock.profiles).map(([profile, stages]) => [
      profile,
      Object.fromEntries(
        sortedEntries(stages).map(([stage, entry]) => [stage, {
          key: entry.key,
          experiment: entry.experiment,
          kind: entry.kind,
          determinism: entry.determinism,
          outputs: sorted(entry.outputs),
          metrics: sorted(entry.metrics),
        }]),
      ),
    ]),
  );
  return JSON.stringify({ version: 1, profiles }, null, 2) + "\n";
}

/** Writes a lock in one step, so that a crash leaves the old one or the new. */
export function writeLock(path: string, lock: Lock): void {
  replaceFile(path, lockText(lock));
}

/**
 * The lock with a profile's entries taken from the outcomes of a whole run.
 * Stages that are not among them leave the profile; other profiles stay.
 */
export function updateLock(
  lock: Lock | null,
  profile: string,
  outcomes: readonly StageOutcome[],
): Lock {
  const stages: Record<string, LockEntry> = {};
  for (const { name, kind, record } of outcomes) {
    if (record === null) continue;
    stages[name] = {
      key: record.key,
      experiment: experimentOf(record.preimage),
      kind,
      determinism: record.determinism,
      outputs: Object.fromEntries(
        Object.entries(record.outputs).map(([n, e]) => [n, e.digest]),
      ),
      metrics: record.metrics,
    };
  }
  return { version: 1, profiles: { ...lock?.profiles, [profile]: stages } };
}
