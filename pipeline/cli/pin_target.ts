/**
 * What a pin shall keep: all that a lock names, or one artifact with the record
 * that made it. A pin is for years, so whatever could be meant in two ways is
 * refused.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";
import type { Key } from "../identity/digest.ts";
import { Producers } from "../lineage/producers.ts";
import { findArtifact } from "../lineage/resolve.ts";
import { readLock } from "../lock.ts";
import { short, type Store } from "../store/mod.ts";
import type { Pin } from "../store/pins.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { firstDrift, outputDigests } from "../verdict.ts";
import { minute } from "./format.ts";
import { givenPath } from "./given_path.ts";
import { checkComputed, plannedRecords } from "./planned_records.ts";
import type { Session } from "./session.ts";

/** What a pin keeps, and how that is called. */
export type PinTarget = Pick<Pin, "of" | "lock" | "keys" | "digests">;

/** All that a lock names. */
export async function lockTarget(path: string): Promise<PinTarget> {
  const lock = await readLock(path);
  if (lock === null) {
    throw new JuiceError(`Cannot pin the lock "${path}": there is none`, {
      code: "unknown-file",
    });
  }
  const entries = Object.values(lock.profiles)
    .flatMap((stages) => Object.values(stages));
  return {
    of: `the lock "${path}"`,
    lock: true,
    keys: [...new Set(entries.map(({ key }) => key))].sort(),
    digests: [...new Set(entries.flatMap((e) => Object.values(e.outputs)))]
      .sort(),
  };
}

/** The key that begins with some digits; null where none or several do. */
export function keyOfDigits(store: Store, digits: string): Key | null {
  if (!/^[0-9a-f]{4,64}$/.test(digits)) return null;
  const found = store.recordKeys().filter((key) => key.startsWith(digits));
  return found.length === 1 ? found[0]! : null;
}

/** A record by its key. */
export function keyTarget(store: Store, key: Key): PinTarget {
  const record = store.latestRecord(key);
  const what = record === null
    ? `a damaged record, key ${short(key)}`
    : `${record.stage}, key ${short(key)} of ${minute(record.startedAt)}`;
  return { of: what, lock: false, keys: [key], digests: [] };
}

/** A record that a stage's name may stand for. */
interface Meaning {
  readonly record: ExecutionRecord;
  readonly why: string;
}

/** The bytes of an output, or of all. */
function bytesOf(record: ExecutionRecord, output: string | null): string {
  const digests = outputDigests(record);
  return output === null
    ? JSON.stringify(Object.entries(digests).sort())
    : digests[output] ?? "";
}

/** What a stage's name may stand for, the likeliest first. */
async function meaningsOf(session: Session, word: string) {
  const { project: { store, lockPath }, built } = session;
  const planned = await plannedRecords(session, word);
  const lock = built.overrides.length > 0 ? null : await readLock(lockPath);
  const locked = lock?.profiles[built.profile] ?? {};
  return (stage: string): Meaning[] => {
    const entry = locked[stage];
    const inLock = entry === undefined
      ? undefined
      : store.readRecords(entry.key).findLast((one) =>
        firstDrift(entry.outputs, outputDigests(one)) === null
      );
    const now = planned.get(stage);
    const named = [
      ...(inLock === undefined
        ? []
        : [{ record: inLock, why: "as the lock has it" }]),
      ...(now === undefined ? [] : [{ record: now, why: "as planned now" }]),
    ];
    if (named.length > 0 || built.overrides.length > 0) return named;
    // Of another profile, branch or project, or of before an edit.
    return store.recordsOfStage(stage).reverse()
      .map((record) => ({ record, why: "" }));
  };
}

/**
 * An artifact as `lineage` understands it, with the record that made it. A
 * stage's name stands for what the lock and the plan of the profile say.
 *
 * @param command How to pin a record by its key.
 * @throws JuiceError where a stage has not run, or has put out different bytes
 * of which it is not clear which are meant.
 */
export async function artifactTarget(
  session: Session,
  word: string,
  command: (key: string) => string,
): Promise<PinTarget> {
  const { project: { store }, built } = session;
  const meanings = await meaningsOf(session, word);
  const recordOfStage = (stage: string): ExecutionRecord | null => {
    const output = word === stage ? null : word.slice(stage.length + 1);
    const different = new Map<string, Meaning>();
    for (const meaning of meanings(stage)) {
      const bytes = bytesOf(meaning.record, output);
      if (!different.has(bytes)) different.set(bytes, meaning);
    }
    const all = [...different.values()];
    if (all.length > 1) throw severalMeanings(word, all, command);
    return all[0]?.record ?? null;
  };
  checkComputed(
    session,
    word,
    `pin "${word}"`,
    (stage) => meanings(stage).length > 0,
  );
  const records = store.allRecords();
  const found = findArtifact(word, {
    store,
    producers: new Producers(records),
    recordOfStage,
    stages: built.stages.map(({ name }) => name),
    pathOf: givenPath,
  });
  const { record } = found;
  const from = record === null
    ? ""
    : `, key ${short(record.key)} of ${minute(record.startedAt)}`;
  return {
    of: `${found.label} (${short(found.digest)})${from}`,
    lock: false,
    keys: record === null ? [] : [record.key],
    digests: [found.digest],
  };
}

/** The most meanings that are printed. */
const maxShown = 8;

function severalMeanings(
  word: string,
  all: readonly Meaning[],
  command: (key: string) => string,
): JuiceError {
  const lines = all.slice(0, maxShown).map(({ record, why }) =>
    `  key ${short(record.key)} of ${minute(record.startedAt)}${
      why && `, ${why}`
    }`
  );
  if (all.length > maxShown) lines.push(`  and ${all.length - maxShown} more`);
  return new JuiceError(
    `Cannot pin "${word}": it has had different bytes\n${lines.join("\n")}\n` +
      `To pin the one that is meant, give its key:\n` +
      `  ${command(short(all[0]!.record.key))}`,
  );
}
