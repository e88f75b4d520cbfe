/**
 * Who vouches for the bytes of a record: what a lock or a pin names is right,
 * whatever a later run gave.
 *
 * @module
 */

import type { Key } from "../identity/digest.ts";
import type { Lock } from "../lock.ts";
import type { Pin } from "../store/pins.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { type Digests, firstDrift, outputDigests } from "../verdict.ts";

/** All that vouches for records of one store. */
export interface Vouchers {
  /** The locks of all who use the store. */
  readonly locks: readonly Lock[];
  readonly pins?: readonly Pin[];
  /** Keys that locks may name that cannot be read now. */
  readonly isUnknown?: (key: Key) => boolean;
}

/** What the locks have for a key. */
function lockedOutputs(locks: readonly Lock[], key: Key): Digests[] {
  return locks.flatMap(({ profiles }) => Object.values(profiles))
    .flatMap((stages) => Object.values(stages))
    .filter((entry) => entry.key === key)
    .map(({ outputs }) => outputs);
}

/** Whether a pin names what a record put out. */
function isPinned(record: ExecutionRecord, { lock, keys, digests }: Pin) {
  if (!keys.includes(record.key)) return false;
  const known = new Set(digests);
  const made = Object.values(outputDigests(record));
  // A pin of a key alone does not say which bytes, and so means all.
  if (known.size === 0) return true;
  return lock
    ? made.every((digest) => known.has(digest))
    : made.some((digest) => known.has(digest));
}

/** The records of one key that contradict those that are right. */
interface Outvoted {
  readonly records: ReadonlySet<ExecutionRecord>;
  readonly why: string;
}

/**
 * Finds the records of a key whose bytes nobody vouches for although somebody
 * does for others or, where nobody does, which are not the newest record's.
 * None where different bytes are allowed, or where it is not known who vouches.
 *
 * @param records Of one key, the newest last.
 */
export function outvoted(
  records: readonly ExecutionRecord[],
  { locks, pins = [], isUnknown = () => false }: Vouchers,
): Outvoted {
  const newest = records.at(-1);
  const none = { records: new Set<ExecutionRecord>(), why: "" };
  if (newest === undefined || newest.determinism === "none") return none;
  if (isUnknown(newest.key)) return none;
  const locked = lockedOutputs(locks, newest.key);
  const pinned = records.filter((one) => pins.some((pin) => isPinned(one, pin)))
    .map(outputDigests);
  const named = [...locked, ...pinned];
  const right = named.length > 0 ? named : [outputDigests(newest)];
  return {
    records: new Set(
      records.filter((record) =>
        right.every((outputs) =>
          firstDrift(outputs, outputDigests(record)) !== null
        )
      ),
    ),
    why: locked.length > 0
      ? "its outputs are not those that the lock has for its key"
      : pinned.length > 0
      ? "its outputs are not those of its key that are pinned"
      : "a later run of its key gave other bytes",
  };
}
