/**
 * What a store says, read once for all checks: its records, those that cannot
 * be believed, and who made which bytes.
 *
 * @module
 */

import { z } from "zod";
import type { Digest, Key } from "../identity/digest.ts";
import { keyOf } from "../identity/key.ts";
import type { Lock, LockEntry } from "../lock.ts";
import type { Store } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { RecordFault } from "../store/records.ts";
import { firstDrift, outputDigests } from "../verdict.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * What a record must have for anything to be said of it. A record that somebody
 * wrote by hand may be whole and still be none.
 */
const recordShape = z.looseObject({
  stage: z.string(),
  preimage: z.looseObject({
    version: z.int(),
    kind: z.string(),
    code: z.looseObject({
      files: z.record(z.string(), digest),
      packages: z.record(z.string(), z.string()),
    }),
    inputs: z.record(z.string(), digest),
    source: digest.optional(),
    device: z.string(),
  }),
  outputs: z.record(
    z.string(),
    z.looseObject({
      digest,
      size: z.number(),
      form: z.enum(["file", "folder"]),
    }),
  ),
  determinism: z.enum(["bitwise", "adapter", "none"]),
  metrics: z.record(z.string(), z.number()),
  observed: z.looseObject({
    read: z.array(z.string()),
    unread: z.array(z.string()),
  }),
  log: z.looseObject({ digest, size: z.number() }).optional(),
  startedAt: z.string(),
  seconds: z.number(),
});

/** What is wrong with a record's shape, in one line; null if nothing is. */
function shapeFault(record: unknown): string | null {
  const { error } = recordShape.safeParse(record);
  const [issue] = error?.issues ?? [];
  if (issue === undefined) return null;
  return `"${issue.path.join(".")}" is not what a record has there`;
}

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

/** The key that a preimage has; null where nothing can have made it one. */
function trueKey({ preimage }: ExecutionRecord): Key | null {
  try {
    return keyOf(preimage);
  } catch {
    return null;
  }
}

/** Why a record whose file is whole cannot be used; null if it can. */
export function recordFault(record: ExecutionRecord): string | null {
  if (shapeFault(record) !== null) return "it is not what a record is";
  return trueKey(record) === record.key
    ? null
    : "its key is not the hash of what it says";
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
