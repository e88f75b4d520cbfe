/**
 * Merging locks stage by stage, for what Git cannot merge line by line.
 *
 * @module
 */

import { compareCodePoints } from "./identity/order.ts";
import type { Lock, LockEntry } from "./lock.ts";

/** A stage of a profile. */
export interface LockPlace {
  readonly profile: string;
  readonly stage: string;
}

/** A merged lock. */
export interface MergedLock {
  readonly lock: Lock;
  /** What only the other side had changed. */
  readonly taken: readonly LockPlace[];
  /** What both sides had changed, each in its way; it is as in ours. */
  readonly conflicts: readonly LockPlace[];
}

function entryOf(lock: Lock | null, place: LockPlace): LockEntry | undefined {
  return lock?.profiles[place.profile]?.[place.stage];
}

/** One text for one content, whatever the order of its fields was. */
function textOf(entry: LockEntry | undefined): string {
  if (entry === undefined) return "";
  const { kind, determinism, experiment, key, outputs, metrics } = entry;
  const pairs = (object: object) =>
    Object.entries(object).sort(([a], [b]) => compareCodePoints(a, b));
  return JSON.stringify(
    [kind, determinism, experiment, key, pairs(outputs), pairs(metrics)],
  );
}

function placesOf(locks: readonly (Lock | null)[]): LockPlace[] {
  const found = new Map<string, LockPlace>();
  for (const lock of locks) {
    for (const [profile, stages] of Object.entries(lock?.profiles ?? {})) {
      for (const stage of Object.keys(stages)) {
        found.set(JSON.stringify([profile, stage]), { profile, stage });
      }
    }
  }
  return [...found.values()].sort((a, b) =>
    compareCodePoints(a.profile, b.profile) ||
    compareCodePoints(a.stage, b.stage)
  );
}

/**
 * Merges two locks. A stage that one side changed, added or removed is as that
 * side has it; one that both changed, each in its way, is as in ours, and its
 * true entry is known only after a run of what the merged code gives.
 *
 * @param base The lock that both sides come from; null for none.
 */
export function mergeLocks(
  base: Lock | null,
  ours: Lock | null,
  theirs: Lock | null,
): MergedLock {
  const profiles: Record<string, Record<string, LockEntry>> = {};
  const taken: LockPlace[] = [], conflicts: LockPlace[] = [];
  for (const profile of Object.keys(ours?.profiles ?? {})) {
    profiles[profile] = {};
  }
  for (const place of placesOf([base, ours, theirs])) {
    const [b, o, t] = [base, ours, theirs].map((lock) => entryOf(lock, place));
    const ourText = textOf(o), theirText = textOf(t);
    const changed = ourText !== theirText && theirText !== textOf(b);
    const both = changed && ourText !== textOf(b);
    if (both) conflicts.push(place);
    else if (changed) taken.push(place);
    const entry = changed && !both ? t : o;
    if (entry === undefined) continue;
    (profiles[place.profile] ??= {})[place.stage] = entry;
  }
  // A profile that the other side took away goes with its last stage.
  for (const [profile, stages] of Object.entries(profiles)) {
    const isLeft = Object.keys(stages).length > 0 ||
      theirs?.profiles[profile] !== undefined ||
      base?.profiles[profile] === undefined;
    if (!isLeft) delete profiles[profile];
  }
  return { lock: { version: 1, profiles }, taken, conflicts };
}
