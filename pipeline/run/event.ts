/**
 * What happens while a plan runs, as data. The engine emits events; the
 * command line renders them, and tests read them.
 *
 * @module
 */

import type { ExecutionRecord } from "../store/record.ts";

/** How a stage came out, compared with the lock. */
export type Verdict =
  | { readonly type: "identical" }
  | { readonly type: "within tolerance" }
  | { readonly type: "changed"; readonly what: string }
  | { readonly type: "drifted"; readonly what: string }
  | { readonly type: "new" };

/** Why a stage failed. */
export interface Failure {
  readonly reason:
    | "threw"
    | "killed"
    | "out-of-memory"
    | "out-of-time"
    | "access-refused"
    | "missing-output"
    | "code-changed"
    | "input-failed"
    | "interrupted"
    | "internal";
  /** One or two lines: what was attempted, what is wrong, what to do. */
  readonly message: string;
  /** The last lines of the stage's log. */
  readonly tail: readonly string[];
  /** The file that holds the whole log. */
  readonly log: string | null;
}

/** How one stage of a run ended. */
export interface StageOutcome {
  readonly name: string;
  readonly kind: string;
  readonly status: "cached" | "ran" | "failed" | "skipped";
  readonly seconds: number;
  readonly verdict: Verdict | null;
  readonly record: ExecutionRecord | null;
  readonly failure: Failure | null;
}

/** An event of a run. */
export type RunEvent =
  | {
    readonly type: "stage-started";
    readonly name: string;
    readonly why: readonly string[];
    readonly threads: number;
  }
  | {
    readonly type: "stage-progress";
    readonly name: string;
    readonly done: number;
    readonly total: number;
    readonly unit: string;
  }
  | {
    readonly type: "stage-metric";
    readonly name: string;
    readonly metric: string;
    readonly value: number;
  }
  | {
    readonly type: "stage-warning";
    readonly name: string;
    readonly message: string;
  }
  | { readonly type: "stage-log"; readonly name: string; readonly line: string }
  | {
    readonly type: "stage-waiting";
    readonly name: string;
    readonly holder: string;
  }
  | { readonly type: "stage-ended"; readonly outcome: StageOutcome };
