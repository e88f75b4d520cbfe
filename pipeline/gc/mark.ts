/**
 * Marking: from the roots to all records and objects that they need.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import type { Inventory, StoredRecord } from "./inventory.ts";
import type { Roots } from "./roots.ts";

/** What must be kept. */
export interface Marked {
  readonly records: ReadonlySet<StoredRecord>;
  readonly objects: ReadonlySet<Digest>;
}

/** Which records made which bytes, the newest first. */
function makersOf(records: readonly StoredRecord[]) {
  const makers = new Map<Digest, StoredRecord[]>();
  for (const record of records) {
    for (const digest of record.outputs) {
      const list = makers.get(digest);
      if (list === undefined) makers.set(digest, [record]);
      else list.push(record);
    }
  }
  for (const list of makers.values()) {
    list.sort((a, b) => order(b.startedAt, a.startedAt) || order(a.key, b.key));
  }
  return makers;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The execution to keep as the origin of an input, as `lineage` would tell it:
 * the newest that had ended when its consumer started. Null where one that is
 * kept anyway can be told.
 */
function originOf(
  makers: readonly StoredRecord[],
  consumer: StoredRecord,
  roots: Roots,
): StoredRecord | null {
  const start = Date.parse(consumer.startedAt);
  const others = makers.filter((record) => record !== consumer);
  const ended = others.filter(({ startedAt, seconds }) =>
    Date.parse(startedAt) + seconds * 1000 <= start
  );
  if (ended.some(({ key }) => roots.keys.has(key))) return null;
  return ended[0] ??
    others.find(({ startedAt }) => startedAt < consumer.startedAt) ??
    others[0] ?? null;
}

/**
 * Marks what the roots need: the records of their keys, with their outputs,
 * inputs and code, and the records that made the inputs, back to the sources.
 * What only a damaged record names is kept as well: an audit has to find it.
 */
export function mark(inventory: Inventory, roots: Roots): Marked {
  const { records } = inventory;
  const makers = makersOf(records);
  const kept = new Set<StoredRecord>();
  const objects = new Set<Digest>();
  const pending = records.filter((record) =>
    roots.keys.has(record.key) || record.stage === null
  );
  for (const digest of roots.digests) {
    for (const each of inventory.withFiles(digest)) objects.add(each);
  }
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (kept.has(next)) continue;
    kept.add(next);
    for (const digest of next.objects) objects.add(digest);
    for (const digest of next.inputs) {
      const origin = originOf(makers.get(digest) ?? [], next, roots);
      if (origin !== null) pending.push(origin);
    }
  }
  return { records: kept, objects };
}
