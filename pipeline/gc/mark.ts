/**
 * Marking: from the roots to all records and objects that they need.
 *
 * @module
 */

import type { Digest, Key } from "../identity/digest.ts";
import { endTimeOf } from "../store/record.ts";
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

/** The records of some that had ended when their consumer started. */
function endedBefore(makers: readonly StoredRecord[], consumer: StoredRecord) {
  const start = Date.parse(consumer.startedAt);
  return makers.filter((record) => endTimeOf(record) <= start);
}

/** The newest that had ended when its consumer started, as `lineage` has it. */
function newest(makers: readonly StoredRecord[], consumer: StoredRecord) {
  return endedBefore(makers, consumer)[0] ??
    makers.find(({ startedAt }) => startedAt < consumer.startedAt) ??
    makers[0];
}

/**
 * The executions to keep as the origin of an input. A lock names all of its
 * stages, and so the origins of their inputs; otherwise the origin may be of
 * any of the stages that made the same bytes, and one of each is kept.
 */
function originsOf(
  makers: readonly StoredRecord[],
  consumer: StoredRecord,
  locked: ReadonlySet<Key>,
): StoredRecord[] {
  const others = makers.filter((record) => record !== consumer);
  if (locked.has(consumer.key)) {
    const ended = endedBefore(others, consumer);
    if (ended.some(({ key }) => locked.has(key))) return [];
  }
  return [...Map.groupBy(others, ({ stage }) => stage).values()]
    .flatMap((same) => newest(same, consumer) ?? []);
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
  for (const digest of roots.digests) {
    for (const each of inventory.withFiles(digest)) objects.add(each);
  }
  const pending = records.filter(({ key, stage }) =>
    roots.locked.has(key) || roots.keys.has(key) || stage === null
  );
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (kept.has(next)) continue;
    kept.add(next);
    for (const digest of next.objects) objects.add(digest);
    for (const digest of next.inputs) {
      const all = makers.get(digest) ?? [];
      pending.push(...originsOf(all, next, roots.locked));
    }
  }
  return { records: kept, objects };
}
