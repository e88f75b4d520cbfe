/**
 * Choosing what to remove of what no root names: by age, then by size.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import type { Inventory, StoredRecord } from "./inventory.ts";
import type { Marked } from "./mark.ts";
import type { Roots } from "./roots.ts";

/** What is kept although nothing names it. */
export interface Policy {
  /** Whatever was used or made within so many milliseconds is kept. */
  readonly olderThan: number;
  /** The most bytes of objects; what was used last is kept longest. */
  readonly maxSize: number | null;
  /** In milliseconds since 1970. */
  readonly now: number;
}

/** A record with when it was last used or made, and what it alone holds. */
export interface Candidate {
  readonly record: StoredRecord;
  readonly lastUse: number;
}

/** What would be removed, and what stays. */
export interface Choice {
  /** Those that were used longest ago first. */
  readonly remove: readonly Candidate[];
  readonly objects: readonly Digest[];
  /** Of the objects that go. */
  readonly bytes: number;
  /** What no root names and is kept all the same. */
  readonly spared: readonly Candidate[];
  readonly sparedBytes: number;
  /** Records and bytes that roots need. */
  readonly kept: number;
  readonly keptBytes: number;
}

/**
 * When a record was last used. A record that no run has finished with is as old
 * as it is itself; a time that lies ahead is taken as it is, and so keeps it.
 */
function lastUse(record: StoredRecord, roots: Roots): number {
  return Math.max(record.madeAt, roots.uses.get(record.key) ?? 0);
}

/** Chooses what to remove. */
export function choose(
  inventory: Inventory,
  roots: Roots,
  marked: Marked,
  policy: Policy,
): Choice {
  const { records, objects } = inventory;
  const bytesOf = (digests: Iterable<Digest>) => {
    let sum = 0;
    for (const digest of digests) sum += objects.get(digest) ?? 0;
    return sum;
  };
  const candidates = records.filter((record) => !marked.records.has(record))
    .map((record) => ({ record, lastUse: lastUse(record, roots) }))
    .sort((a, b) =>
      a.lastUse - b.lastUse || (a.record.path < b.record.path ? -1 : 1)
    );
  // What nobody is known to use may be what a project out of reach has made.
  const unknown = ({ record }: Candidate) =>
    roots.gone.length > 0 && !roots.uses.has(record.key);
  const isOld = (one: Candidate) =>
    one.lastUse < policy.now - policy.olderThan && !unknown(one);
  const remove = candidates.filter(isOld);
  const spared = candidates.filter((one) => !isOld(one));

  // How many of the spared records hold an object that no root needs.
  const holders = new Map<Digest, number>();
  for (const { record } of spared) {
    for (const digest of record.objects) {
      if (marked.objects.has(digest)) continue;
      holders.set(digest, (holders.get(digest) ?? 0) + 1);
    }
  }
  const keptBytes = bytesOf(marked.objects);
  let sparedBytes = bytesOf(holders.keys());
  const most = policy.maxSize ?? Infinity;
  while (keptBytes + sparedBytes > most) {
    const at = spared.findIndex((one) => !unknown(one));
    if (at < 0) break;
    const [oldest] = spared.splice(at, 1);
    remove.push(oldest!);
    for (const digest of oldest!.record.objects) {
      const left = (holders.get(digest) ?? 0) - 1;
      if (left > 0) holders.set(digest, left);
      else if (holders.delete(digest)) {
        sparedBytes -= objects.get(digest) ?? 0;
      }
    }
  }
  const gone = [...objects.keys()].filter((digest) =>
    !marked.objects.has(digest) && !holders.has(digest)
  );
  return {
    remove,
    objects: gone,
    bytes: bytesOf(gone),
    spared,
    sparedBytes,
    kept: marked.records.size,
    keptBytes,
  };
}
