/**
 * Updating the lock on disk: what an update changes, and that two updates at
 * once both land.
 *
 * @module
 */

import { dirname } from "node:path";
import { compareCodePoints } from "./identity/order.ts";
import {
  type Lock,
  type LockEntry,
  readLock,
  updateLock,
  writeLock,
} from "./lock.ts";
import type { StageOutcome } from "./run/event.ts";
import { lockFolder } from "./store/lock_file.ts";
import { firstDrift } from "./verdict.ts";

/** A metric that is another one. */
interface MetricChange {
  readonly name: string;
  /** Null where there is none. */
  readonly before: number | null;
  readonly after: number | null;
}

/** What an update does to one stage of the lock. */
export interface LockChange {
  readonly stage: string;
  readonly change: "added" | "removed" | "changed";
  /** Fields that are other ones: `key`, `kind`, `experiment`, `determinism`. */
  readonly fields: readonly string[];
  /** Whether the outputs have other bytes. */
  readonly otherBytes: boolean;
  readonly metrics: readonly MetricChange[];
}

type Stages = Readonly<Record<string, LockEntry>>;

function metricChanges(before: LockEntry, after: LockEntry): MetricChange[] {
  const names = new Set([
    ...Object.keys(before.metrics),
    ...Object.keys(after.metrics),
  ]);
  return [...names].sort(compareCodePoints)
    .filter((name) => before.metrics[name] !== after.metrics[name])
    .map((name) => ({
      name,
      before: before.metrics[name] ?? null,
      after: after.metrics[name] ?? null,
    }));
}

/** What is different between a profile's entries, in the order of stages. */
export function lockChanges(
  before: Stages = {},
  after: Stages = {},
): LockChange[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const none = { fields: [], otherBytes: false, metrics: [] };
  return [...names].sort(compareCodePoints).flatMap((stage): LockChange[] => {
    const a = before[stage], b = after[stage];
    if (a === undefined) return [{ stage, change: "added", ...none }];
    if (b === undefined) return [{ stage, change: "removed", ...none }];
    const fields = (["kind", "determinism", "experiment", "key"] as const)
      .filter((field) => a[field] !== b[field]);
    const otherBytes = firstDrift(a.outputs, b.outputs) !== null;
    const metrics = metricChanges(a, b);
    if (fields.length + metrics.length === 0 && !otherBytes) return [];
    return [{ stage, change: "changed", fields, otherBytes, metrics }];
  });
}

/** A change in words: `sft: key, other bytes, metric loss: 0.31 -> 0.29`. */
export function changeText(change: LockChange): string {
  if (change.change !== "changed") return `${change.stage}: ${change.change}`;
  const { stage, fields, otherBytes, metrics } = change;
  // The experiment is part of the key, so that it says nothing more.
  const shown = fields.filter((field) => field !== "experiment");
  return `${stage}: ` + [
    ...shown,
    otherBytes ? "other bytes" : "same bytes",
    ...metrics.map(({ name, before, after }) =>
      `metric ${name}: ${before ?? "none"} -> ${after ?? "none"}`
    ),
  ].join(", ");
}

/**
 * Writes a profile's outcomes into the lock as it is on disk now, which may be
 * another one than the plan was made against.
 *
 * @param tell Called with what changes, before it is written.
 */
export async function updateLockFile(
  path: string,
  profile: string,
  outcomes: readonly StageOutcome[],
  tell: (changes: readonly LockChange[]) => void,
): Promise<Lock> {
  // The folder, because the file itself is another one after each write.
  const held = await lockFolder(dirname(path));
  try {
    const before = await readLock(path);
    const after = updateLock(before, profile, outcomes);
    tell(lockChanges(before?.profiles[profile], after.profiles[profile]));
    writeLock(path, after);
    return after;
  } finally {
    held.release();
  }
}
