/**
 * Comparing two locks: which stages are to arrive elsewhere, and where that
 * begins, as far as the store has the records of both.
 *
 * @module
 */

import { compareCodePoints } from "../identity/order.ts";
import type { Connections, Producers } from "../lineage/mod.ts";
import type { Lock } from "../lock.ts";
import { type LockChange, lockChanges } from "../lock_update.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { type Cause, explainFirst, findCauses } from "./causes.ts";

/** What is different in a profile of two locks. */
export interface ProfileDiff {
  readonly profile: string;
  readonly change: "changed" | "added" | "removed";
  /** The stages that differ, of a profile that both have. */
  readonly stages: readonly LockChange[];
}

/** How two locks compare. */
export interface LockDiff {
  /** The first difference on the way down; null where nothing tells. */
  readonly first: string | null;
  readonly causes: readonly Cause[];
  /** Changed stages of which the store does not have both records. */
  readonly unknown: number;
  readonly profiles: readonly ProfileDiff[];
}

/**
 * Compares two locks.
 *
 * @param recordOf The record of a key; null without one.
 */
export function diffLocks(
  a: Lock,
  b: Lock,
  producers: Producers,
  recordOf: (key: string) => ExecutionRecord | null,
  connections?: Connections,
): LockDiff {
  const names = new Set([
    ...Object.keys(a.profiles),
    ...Object.keys(b.profiles),
  ]);
  const profiles: ProfileDiff[] = [];
  const pairs: [ExecutionRecord, ExecutionRecord][] = [];
  let unknown = 0;
  for (const profile of [...names].sort(compareCodePoints)) {
    const before = a.profiles[profile], after = b.profiles[profile];
    if (before === undefined || after === undefined) {
      const change = before === undefined ? "added" : "removed";
      profiles.push({ profile, change, stages: [] });
      continue;
    }
    const stages = lockChanges(before, after);
    if (stages.length === 0) continue;
    profiles.push({ profile, change: "changed", stages });
    for (const { stage, change } of stages) {
      if (change !== "changed") continue;
      const from = recordOf(before[stage]!.key);
      const to = recordOf(after[stage]!.key);
      if (from === null || to === null) unknown++;
      else pairs.push([from, to]);
    }
  }
  const causes = findCauses(producers, pairs, connections);
  return { first: explainFirst(causes, null), causes, unknown, profiles };
}
