/**
 * The lock against the records.
 *
 * @module
 */

import { experimentOf } from "../identity/key.ts";
import { compareCodePoints } from "../identity/order.ts";
import type { Lock, LockEntry } from "../lock.ts";
import { short } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { firstDrift, outputDigests } from "../verdict.ts";
import { byHand, type Finding, findingsOf } from "./finding.ts";
import { recordOfEntry, type Survey } from "./survey.ts";

const { damage, note } = findingsOf("lock");

/** What the check of a lock came to. */
export interface CheckedLock {
  readonly entries: number;
  /** Entries whose key was never computed in this store. */
  readonly without: number;
  readonly findings: readonly Finding[];
}

/** Compares every entry with the record of its key. */
export function auditLock(survey: Survey, lock: Lock | null): CheckedLock {
  const findings: Finding[] = [];
  let entries = 0, without = 0;
  for (const [profile, stages] of Object.entries(lock?.profiles ?? {})) {
    const uncomputed: [string, LockEntry][] = [];
    const devices = new Set<string>();
    for (const [stage, entry] of Object.entries(stages)) {
      entries++;
      const record = recordOfEntry(survey, entry);
      if (record === undefined) {
        uncomputed.push([stage, entry]);
        continue;
      }
      devices.add(record.preimage.device);
      const subject = `lock ${profile} ${stage}`;
      findings.push(...compareEntry(survey, subject, entry, record));
    }
    without += uncomputed.length;
    findings.push(...changedKeys(survey, profile, stages, uncomputed, devices));
  }
  return { entries, without, findings };
}

/**
 * Entries whose key nobody computed although a record of the stage has their
 * outputs. It is damage where that record has all that makes the key: the same
 * experiment, inputs that are the lock's, and a device that the lock is of.
 * Otherwise other code, other parameters or another device gave the same bytes.
 */
function changedKeys(
  survey: Survey,
  profile: string,
  stages: Lock["profiles"][string],
  uncomputed: readonly (readonly [string, LockEntry])[],
  devices: ReadonlySet<string>,
): Finding[] {
  if (uncomputed.length === 0 || devices.size === 0) return [];
  const made = new Set(
    Object.values(stages).flatMap(({ outputs }) => Object.values(outputs)),
  );
  const byStage = Map.groupBy(survey.records, ({ stage }) => stage);
  const sameExperiment = (entry: LockEntry) => (one: ExecutionRecord) =>
    devices.has(one.preimage.device) &&
    Object.values(one.preimage.inputs).every((digest) => made.has(digest)) &&
    experimentOf(one.preimage) === entry.experiment;
  return uncomputed.flatMap(([stage, entry]) => {
    const same = (byStage.get(stage) ?? []).filter((one) =>
      !survey.forged.has(one) &&
      firstDrift(entry.outputs, outputDigests(one)) === null
    );
    const [first] = same, exact = same.find(sameExperiment(entry));
    if (first === undefined) return [];
    const subject = `lock ${profile} ${stage}`;
    const uncomputed = `nobody computed its key ${short(entry.key)} here: `;
    return [
      exact === undefined
        ? note(
          "lock-elsewhere",
          subject,
          `${uncomputed}its outputs were made under the key ` +
            `${short(first.key)}, by other code, parameters or on another ` +
            "device than the lock's",
        )
        : byHand(damage(
          "lock-key",
          subject,
          `${uncomputed}the record of its experiment and outputs has the ` +
            `key ${short(exact.key)}`,
        )),
    ];
  });
}

function compareEntry(
  { forged }: Survey,
  subject: string,
  entry: LockEntry,
  record: ExecutionRecord,
): Finding[] {
  const differs = (message: string) => [damage("lock-entry", subject, message)];
  // No run makes another kind, class or experiment of the same key.
  const never = (message: string) => differs(message).map(byHand);
  if (record.preimage.kind !== entry.kind) {
    return never(
      `the lock says kind "${entry.kind}", the record of its key ` +
        `"${record.preimage.kind}"`,
    );
  }
  if (record.determinism !== entry.determinism) {
    return never(
      `the lock says determinism "${entry.determinism}", the record of its ` +
        `key "${record.determinism}"`,
    );
  }
  if (record.determinism === "none") return [];
  // A forged record is a finding of its own.
  if (
    !forged.has(record) && entry.experiment !== experimentOf(record.preimage)
  ) {
    return never(
      `its "experiment" is not that of the record of the same key`,
    );
  }
  const outputs = union(entry.outputs, record.outputs).flatMap((name) => {
    const expected = entry.outputs[name];
    const made = record.outputs[name]?.digest;
    if (expected === made) return [];
    return differs(
      `output "${name}" is ${expected ? short(expected) : "absent"} in the ` +
        `lock and ${made ? short(made) : "absent"} in the record of the ` +
        `same key`,
    );
  });
  // Where the bytes are others, so are the numbers that were taken of them.
  return outputs.length > 0 ? outputs : compareMetrics(subject, entry, record);
}

function compareMetrics(
  subject: string,
  entry: LockEntry,
  record: ExecutionRecord,
): Finding[] {
  return union(entry.metrics, record.metrics).flatMap((name) => {
    const expected = entry.metrics[name], made = record.metrics[name];
    if (expected === made) return [];
    return [byHand(damage(
      "lock-metric",
      subject,
      `metric "${name}" is ${expected ?? "absent"} in the lock and ` +
        `${made ?? "absent"} in the record of the same key, whose outputs ` +
        "are the lock's",
    ))];
  });
}

/** The names in either, in order. */
function union(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .sort(compareCodePoints);
}
