/**
 * The audit: everything that the store and the lock say is checked against
 * something else that they say. It only breaks the seal of an object that it
 * finds damaged, so that the next run makes it again; repair.ts does the rest.
 *
 * @module
 */

import { messageOf } from "../errors.ts";
import type { Digest } from "../identity/digest.ts";
import { hashFile } from "../identity/hash.ts";
import { experimentOf } from "../identity/key.ts";
import type { Lock, LockEntry } from "../lock.ts";
import { short, type Store } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { RecordFault } from "../store/records.ts";
import { firstDrift, outputDigests } from "../verdict.ts";
import { auditNotes } from "./notes.ts";
import { auditObjects, type AuditProgress } from "./objects.ts";
import { Owners, stageOf } from "./owners.ts";
import { auditUsers } from "./users.ts";

/** One thing that was found. */
export interface Finding {
  /** `damage` is wrong; a `note` is only worth knowing. */
  readonly severity: "damage" | "note";
  /** What it is about: an object, a record, a lock entry or a stage. */
  readonly subject: string;
  readonly message: string;
  /** Only a person can mend it: a repair and a new run leave it as it is. */
  readonly byHand?: true;
}

/** What was looked at. */
export interface Checked {
  readonly objects: number;
  readonly bytes: number;
  readonly records: number;
  readonly lockEntries: number;
  /** Lock entries whose key was never computed in this store. */
  readonly lockEntriesWithoutRecord: number;
}

/** The outcome of an audit. */
export interface AuditReport {
  readonly checked: Checked;
  readonly findings: readonly Finding[];
}

/** A finding that something is wrong. */
export function damage(subject: string, message: string): Finding {
  return { severity: "damage", subject, message };
}

/** Checks a whole store, and a lock against it. */
export function audit(
  store: Store,
  lock: Lock | null,
  progress: AuditProgress = () => {},
): AuditReport {
  const records = store.allRecords();
  const owners = new Owners(store, records);
  const hashed = auditObjects(store, records, owners, progress);
  const locked = auditLock(store, lock);
  return {
    checked: {
      objects: hashed.objects,
      bytes: hashed.bytes,
      records: records.length,
      lockEntries: locked.entries,
      lockEntriesWithoutRecord: locked.without,
    },
    findings: [
      ...hashed.findings,
      ...auditRecords(store, records, lock, owners),
      ...auditClaims(records),
      ...locked.findings,
      ...auditUsers(store),
      ...auditNotes(records),
    ],
  };
}

/** Records that cannot be believed, outputs that are gone or not whole. */
function auditRecords(
  store: Store,
  records: readonly ExecutionRecord[],
  lock: Lock | null,
  owners: Owners,
): Finding[] {
  const findings = store.allRecordFaults().map((fault): Finding => {
    const stage = stageOf(fault, records, lock);
    const subject = `record ${short(fault.key)}` +
      (stage === null ? "" : ` of "${stage}"`);
    const message = `${fault.message}: "${fault.path}"`;
    return isSuperseded(store, fault)
      ? {
        severity: "note",
        subject,
        message: `${message}; another one of its key stands for it`,
      }
      : damage(subject, message);
  });
  const folders = new Set<Digest>();
  for (const record of records) {
    for (const [name, { digest, form }] of Object.entries(record.outputs)) {
      if (store.has(digest)) {
        if (form === "folder") folders.add(digest);
        continue;
      }
      findings.push(damage(
        `record ${short(record.key)}`,
        `output "${name}" of "${record.stage}" (${short(digest)}) is missing`,
      ));
    }
  }
  for (const digest of folders) {
    findings.push(...missingFiles(store, digest, owners));
  }
  return findings;
}

/** Whether another record of the same key can be used. */
function isSuperseded(store: Store, { key }: RecordFault): boolean {
  for (const found of store.newestFirst(key)) {
    if ("preimage" in found && store.outputFault(found) === null) return true;
  }
  return false;
}

/** The files of a folder that are gone. Its own damage is found elsewhere. */
function missingFiles(
  store: Store,
  digest: Digest,
  owners: Owners,
): Finding[] {
  const subject = `object ${short(digest)}`;
  try {
    if (hashFile(store.pathOf(digest)).digest !== digest) return [];
    const owner = owners.ofObject(digest);
    const of = owner && `${owner}: `;
    return store.readTree(digest).filter((entry) => !store.has(entry.digest))
      .map(({ path, digest }) =>
        damage(subject, `${of}its file "${path}" (${short(digest)}) is missing`)
      );
  } catch (error) {
    return [damage(subject, `cannot be read as a folder: ${messageOf(error)}`)];
  }
}

/** Executions of one key that gave different bytes although none may. */
function auditClaims(records: readonly ExecutionRecord[]): Finding[] {
  const first = new Map<string, ExecutionRecord>();
  const findings: Finding[] = [];
  for (const record of records) {
    const earlier = first.get(record.key);
    if (earlier === undefined) first.set(record.key, record);
    else if (record.determinism !== "none") {
      for (const name of differingOutputs(earlier, record)) {
        findings.push(damage(
          `stage ${record.stage}`,
          `key ${short(record.key)} gave different bytes of "${name}" on ` +
            `${earlier.startedAt} and ${record.startedAt}, though its ` +
            `determinism is declared "${record.determinism}"`,
        ));
      }
    }
  }
  return findings;
}

/** The outputs that are not the same bytes in two records. */
export function differingOutputs(
  a: ExecutionRecord,
  b: ExecutionRecord,
): string[] {
  const names = new Set([...Object.keys(a.outputs), ...Object.keys(b.outputs)]);
  return [...names].sort().filter((name) =>
    a.outputs[name]?.digest !== b.outputs[name]?.digest
  );
}

function auditLock(store: Store, lock: Lock | null) {
  const findings: Finding[] = [];
  let entries = 0, without = 0;
  for (const [profile, stages] of Object.entries(lock?.profiles ?? {})) {
    for (const [stage, entry] of Object.entries(stages)) {
      entries++;
      const records = store.readRecords(entry.key);
      // Runs that disagree with each other are a finding of their own.
      const record = records.find((one) =>
        firstDrift(entry.outputs, outputDigests(one)) === null
      ) ?? records.at(-1);
      if (record === undefined) {
        without++;
      } else findings.push(...compareEntry(profile, stage, entry, record));
    }
  }
  return { entries, without, findings };
}

function compareEntry(
  profile: string,
  stage: string,
  entry: LockEntry,
  record: ExecutionRecord,
): Finding[] {
  const subject = `lock ${profile} ${stage}`;
  if (record.determinism === "none") return [];
  if (record.preimage.kind !== entry.kind) {
    return [damage(
      subject,
      `the lock says kind "${entry.kind}", the record of its key ` +
        `"${record.preimage.kind}"`,
    )];
  }
  if (entry.experiment !== experimentOf(record.preimage)) {
    return [damage(
      subject,
      `its "experiment" is not that of the record of the same key`,
    )];
  }
  const names = new Set([
    ...Object.keys(entry.outputs),
    ...Object.keys(record.outputs),
  ]);
  return [...names].sort().flatMap((name) => {
    const expected = entry.outputs[name];
    const made = record.outputs[name]?.digest;
    if (expected === made) return [];
    return [damage(
      subject,
      `output "${name}" is ${expected ? short(expected) : "absent"} in the ` +
        `lock and ${made ? short(made) : "absent"} in the record of the ` +
        `same key`,
    )];
  });
}
