/**
 * Verdicts: how a stage came out, compared with the lock.
 *
 * @module
 */

import type { Digest } from "./identity/digest.ts";
import { experimentOf } from "./identity/key.ts";
import { compareCodePoints } from "./identity/order.ts";
import type { Lock, LockEntry } from "./lock.ts";
import { comparePreimages } from "./plan/compare.ts";
import type { Verdict } from "./run/event.ts";
import type { StageKind, Tolerance } from "./stage.ts";
import { short } from "./store/seal.ts";
import type { ExecutionRecord } from "./store/record.ts";
import type { Store } from "./store/store.ts";

/** What a verdict is made from. */
interface VerdictSubject {
  readonly name: string;
  readonly kind: Pick<StageKind, "tolerance">;
  readonly record: ExecutionRecord;
  /** Whether the stage or one that it is made from computed on WebGPU. */
  readonly onAdapter: boolean;
}

/** Digests by the name of what they are of. */
export type Digests = Readonly<Record<string, Digest>>;

/** The digests of a record's outputs. */
export function outputDigests(record: ExecutionRecord): Digests {
  return Object.fromEntries(
    Object.entries(record.outputs).map(([name, { digest }]) => [name, digest]),
  );
}

/** The first output that is not the same, in one line; null if none. */
export function firstDrift(expected: Digests, found: Digests): string | null {
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  for (const name of [...names].sort(compareCodePoints)) {
    const a = expected[name], b = found[name];
    if (a === b) continue;
    return `output ${name}: ${a ? short(a) : "none"} -> ${
      b ? short(b) : "none"
    }`;
  }
  return null;
}

/** The first declared metric outside its tolerance, in one line. */
function firstOutside(
  tolerances: Readonly<Record<string, Tolerance>>,
  expected: Readonly<Record<string, number>>,
  found: Readonly<Record<string, number>>,
): string | null {
  for (
    const [name, { absolute = 0, relative = 0 }] of Object.entries(tolerances)
  ) {
    const a = expected[name], b = found[name];
    if (a === undefined && b === undefined) continue;
    if (a === undefined || b === undefined) {
      return `metric ${name}: ${a ?? "none"} -> ${b ?? "none"}`;
    }
    if (Math.abs(a - b) > Math.max(absolute, relative * Math.abs(a))) {
      return `metric ${name}: ${a} -> ${b}`;
    }
  }
  return null;
}

/**
 * What made the key another one, as far as it is known: the store may not have
 * the lock's record, and the lock alone tells only what kind of difference it
 * is.
 */
function whatChanged(
  entry: LockEntry,
  record: ExecutionRecord,
  store: Store,
): string {
  const locked = store.latestRecord(entry.key);
  if (locked !== null) {
    const lines = comparePreimages(locked.preimage, record.preimage)
      .map(({ line }) => line);
    const more = lines.length > 1 ? `, and ${lines.length - 1} more` : "";
    if (lines[0] !== undefined) return lines[0] + more;
  }
  if (entry.kind !== record.preimage.kind) {
    return `kind: ${entry.kind} -> ${record.preimage.kind}`;
  }
  return sameExperiment(entry, record)
    ? "inputs or device differ from the lock's"
    : "code or parameters differ from the lock's";
}

/**
 * Whether the lock's key stands for the same experiment, on another adapter or
 * on inputs from one. For other code or parameters no tolerance is meant.
 */
function sameExperiment(entry: LockEntry, record: ExecutionRecord): boolean {
  return entry.experiment === experimentOf(record.preimage);
}

/**
 * The verdict on a stage. On another key than the lock's, a stage that
 * computed on WebGPU, or is made from one that did, is measured by the
 * tolerances that its kind declares, if all but the device and the inputs'
 * contents is as the lock has it.
 */
export function verdictOf(
  lock: Lock | null,
  profile: string,
  subject: VerdictSubject,
  store: Store,
): Verdict {
  const { record, kind } = subject;
  const entry = lock?.profiles[profile]?.[subject.name];
  if (entry === undefined) return { type: "new" };
  const drift = firstDrift(entry.outputs, outputDigests(record));
  if (entry.key === record.key) {
    if (drift === null) return { type: "identical" };
    return record.determinism === "none"
      ? { type: "within tolerance" }
      : { type: "drifted", what: drift };
  }
  if (subject.onAdapter && sameExperiment(entry, record)) {
    const outside = firstOutside(
      kind.tolerance ?? {},
      entry.metrics,
      record.metrics,
    );
    return outside === null
      ? { type: "within tolerance" }
      : { type: "changed", what: `${outside}, outside the tolerance` };
  }
  const what = whatChanged(entry, record, store);
  return {
    type: "changed",
    what: drift === null ? `${what}; same bytes` : what,
  };
}
