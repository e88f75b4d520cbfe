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

/** Things with a comma between them on a line of its own. */
function separated(things: readonly string[], indent: string): string {
  return things.join(`${indent},\n`);
}

/** Fields of JSON in one line. */
function line(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `"${name}": ${JSON.stringify(value)}`).join(", ");
}

/**
 * A stage's block. Its first and its last line name the stage and are never
 * edited, so that they keep the changes of neighbouring stages apart, and most
 * of its lines are of no other stage, so that none is taken for another's.
 */
function block(stage: string, entry: LockEntry): string {
  const { kind, determinism, experiment, key } = entry;
  const metrics = sorted(entry.metrics), outputs = sorted(entry.outputs);
  return [
    `      ${JSON.stringify(stage)}: {`,
    `        ${line({ kind, determinism, metrics })},`,
    `        ${line({ outputs, experiment, key })},`,
    `        ${line({ stage })} }`,
  ].join("\n") + "\n";
}

/**
 * The text of a lock: sorted, and the same for the same content. It is JSON, in
 * lines that Git merges by itself where two sides changed different stages.
 * Commas stand alone, because no line may change when another stage follows.
 */
export function lockText(lock: Lock): string {
  const profiles = sortedEntries(lock.profiles).map(([profile, stages]) => {
    const blocks = sortedEntries(stages).map((one) => block(...one));
    const inside = separated(blocks, "      ");
    return `    ${JSON.stringify(profile)}: {\n${inside}    }\n`;
  });
  const inside = separated(profiles, "    ");
  return `{\n  "version": 1,\n  "profiles": {\n${inside}  }\n}\n`;
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
