/**
 * Judging what a stage of a run put out: by the lock, and by what the same key
 * gave before.
 *
 * @module
 */

import type { Plan } from "../plan/plan.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { firstDrift, outputDigests, verdictOf } from "../verdict.ts";
import type { Verdict } from "./event.ts";
import type { Task } from "./tasks.ts";

/**
 * The verdict on a stage's record.
 *
 * @param earlier An earlier record of the same key, where the stage ran again.
 */
export function judge(
  { stage, planned, onAdapter }: Task,
  record: ExecutionRecord,
  earlier: ExecutionRecord | null,
  { lock, profile }: Plan,
  store: Store,
): Verdict {
  const subject = { name: stage.name, kind: stage.kind, record, onAdapter };
  const verdict = verdictOf(lock, profile, subject, store);
  // With the lock's own bytes it is the earlier record that was wrong.
  if (verdict.type === "identical") return verdict;
  if (earlier === null || record.determinism === "none") return verdict;
  const what = firstDrift(outputDigests(earlier), outputDigests(record));
  if (what !== null) return { type: "drifted", what };
  // Who forces a stage asks whether it repeats itself. Otherwise the lock has
  // the last word.
  const open = verdict.type === "new" || verdict.type === "changed";
  return planned.forced && open ? { type: "identical" } : verdict;
}
