/**
 * What a store says, read once for all checks: its records, those that cannot
 * be believed, and who made which bytes.
 *
 * @module
 */

import type { Digest, Key } from "../identity/digest.ts";
import type { Lock, LockEntry } from "../lock.ts";
import type { Store } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { shapeFault, trueKey } from "../store/record_shape.ts";
import type { RecordFault } from "../store/records.ts";
import { firstDrift, outputDigests } from "../verdict.ts";

/** A record whose file is whole, and that says what no record can say. */
interface Misshapen {
  readonly key: Key;
  readonly n: number;
  readonly why: string;
}

/** All that a store's records say. */
export interface Survey {
  readonly store: Store;
  /** By key, and then oldest first. */
  readonly records: readonly ExecutionRecord[];
  readonly byKey: ReadonlyMap<Key, readonly ExecutionRecord[]>;
  /** Files that are not as they were written. */
  readonly faults: readonly RecordFault[];
  readonly misshapen: readonly Misshapen[];
  /** Records whose key is another one than their preimage has, with that. */
  readonly forged: ReadonlyMap<ExecutionRecord, Key | null>;
  /** Which records put which bytes out. */
  readonly makers: ReadonlyMap<Digest, readonly ExecutionRecord[]>;
}

/**
 * The keys of a store's records. While other commands add some, a listing may
 * have a stage and lack what made its inputs: it is repeated until nothing is
 * new, and a record is there before whatever is made from it.
 */
function* keysOf(store: Store): Generator<Key> {
  const seen = new Set<Key>();
  for (let more = true; more;) {
    more = false;
    for (const key of store.recordKeys()) {
      if (seen.has(key)) continue;
      seen.add(key);
      more = true;
      yield key;
    }
  }
}

/** Reads every record of a store. */
export function surveyStore(store: Store): Survey {
  const records: ExecutionRecord[] = [];
  const byKey = new Map<Key, ExecutionRecord[]>();
  const faults: RecordFault[] = [], misshapen: Misshapen[] = [];
  const forged = new Map<ExecutionRecord, Key | null>();
  const makers = new Map<Digest, ExecutionRecord[]>();
  for (const key of keysOf(store)) {
    for (const [n, found] of store.numberedRecords(key)) {
      if (!("preimage" in found)) {
        faults.push(found);
        continue;
      }
      const why = shapeFault(found);
      if (why !== null) {
        misshapen.push({ key, n, why });
        continue;
      }
      records.push(found);
      addTo(byKey, key, found);
      for (const digest of digestsOf(found)) addTo(makers, digest, found);
      const own = trueKey(found);
      if (own !== key) forged.set(found, own);
    }
  }
  return { store, records, byKey, faults, misshapen, forged, makers };
}

/** The digests of a record's outputs, each once. */
function digestsOf({ outputs }: ExecutionRecord): Set<Digest> {
  return new Set(Object.values(outputs).map(({ digest }) => digest));
}

function addTo<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/**
 * The record that a lock's entry is of: one of its key with its outputs or,
 * where there is none, the newest of its key.
 */
export function recordOfEntry(
  { byKey }: Survey,
  { key, outputs }: LockEntry,
): ExecutionRecord | undefined {
  const records = byKey.get(key) ?? [];
  // Runs that disagree with each other are a finding of their own.
  return records.find((one) =>
    firstDrift(outputs, outputDigests(one)) === null
  ) ?? records.at(-1);
}

/**
 * The records that matter now: those that the lock names or, without a lock,
 * the newest of each stage.
 */
export function currentRecords(
  survey: Survey,
  lock: Lock | null,
): ReadonlySet<ExecutionRecord> {
  const named = Object.values(lock?.profiles ?? {})
    .flatMap((stages) => Object.values(stages))
    .map((entry) => recordOfEntry(survey, entry))
    .filter((record) => record !== undefined);
  return new Set(named.length > 0 ? named : newestOfStages(survey.records));
}

/** The newest execution of each stage, by the stages' names. */
export function newestOfStages(
  records: readonly ExecutionRecord[],
): ExecutionRecord[] {
  const newest = new Map<string, ExecutionRecord>();
  for (const record of records) {
    const known = newest.get(record.stage);
    if (known === undefined || known.startedAt < record.startedAt) {
      newest.set(record.stage, record);
    }
  }
  return [...newest.values()];
}
