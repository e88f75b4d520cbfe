/**
 * Verdicts of a reproduction as texts, and what they amount to.
 *
 * @module
 */

import type { StageOutcome, Verdict } from "../run/event.ts";

/** What all verdicts of a run amount to, as `--json` names it. */
export type LockState = "match" | "differs" | "updated" | "absent";

/** A verdict in words, as tables and `--json` show it. */
export function verdictText(verdict: Verdict): string {
  return "what" in verdict ? `${verdict.type}: ${verdict.what}` : verdict.type;
}

/** Whether a stage arrived at what the lock expects. */
export function arrived(outcome: StageOutcome): boolean {
  return outcome.verdict?.type === "identical" ||
    outcome.verdict?.type === "within tolerance";
}
