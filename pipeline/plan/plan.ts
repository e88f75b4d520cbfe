/**
 * The plan: what would run, what is cached, and why. `plan` prints it,
 * `reproduce` executes it and `explain` looks into it; there is no other.
 *
 * A stage downstream of one that must run has no key yet, because its key
 * holds the content of its inputs: it is `"run"` with the reason
 * `input x: waits for stage y` until y's outputs are known, and may then turn
 * out cached (early cutoff).
 *
 * @module
 */

import type { Key } from "../identity/digest.ts";
import type { Preimage } from "../identity/preimage.ts";
import type { Lock } from "../lock.ts";
import type { Stage } from "../recipe.ts";
import type { ExecutionRecord } from "../store/record.ts";

/** One stage of a plan. */
export interface PlannedStage {
  readonly stage: Stage;
  readonly status: "cached" | "run";
  /** One line each; what is different from the nearest earlier record. */
  readonly reasons: readonly string[];
  /** Null while an input is not known. */
  readonly key: Key | null;
  readonly preimage: Preimage | null;
  /** The record that is used, where the stage is cached. */
  readonly record: ExecutionRecord | null;
  /** True where the stage runs even if it has a record. */
  readonly forced: boolean;
}

/** A plan: stages in an order in which each comes after its inputs. */
export interface Plan {
  readonly profile: string;
  /** The lock that it was made against, and that its run is compared with. */
  readonly lock: Lock | null;
  readonly stages: readonly PlannedStage[];
}
