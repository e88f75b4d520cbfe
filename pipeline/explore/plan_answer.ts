/**
 * What the process that plans says to the explorer, as JSON.
 *
 * @module
 */

import type { Problem } from "../../web/explorer/api.ts";
import type { Key } from "../identity/digest.ts";
import type { DeviceClass } from "../identity/preimage.ts";
import type { Lock } from "../lock.ts";
import type { Override } from "../overrides/override.ts";
import type { RecipeResult } from "../recipe.ts";
import type { ShownKind, ShownStage } from "./subject.ts";

/** What is to be planned. */
export interface PlanRequest {
  readonly root: string;
  readonly recipe: string;
  readonly store: string;
  readonly profile: string;
  readonly overrides: readonly Override[];
  readonly device: DeviceClass;
}

/** Which of a key's records stands for a stage. The store has the rest. */
export interface RecordId {
  readonly key: Key;
  readonly startedAt: string;
  readonly seconds: number;
}

/** A stage as planned. */
export interface PlannedState extends Omit<ShownStage, "kind"> {
  /** The kind's name. */
  readonly kind: string;
  readonly onAdapter: boolean;
  readonly status: "cached" | "to run" | "waiting";
  readonly why: string | null;
  readonly key: string | null;
  readonly record: RecordId | null;
}

/** A plan. */
export interface PlanAnswer {
  readonly type: "plan";
  /** What the recipe says that it is called. */
  readonly name: string | null;
  readonly kinds: readonly ShownKind[];
  readonly stages: readonly PlannedState[];
  readonly result: RecipeResult;
  readonly lock: Lock | null;
  /** The files that the plan was made from. */
  readonly files: readonly string[];
}

/** What is said, one a line, each after the marker. */
export type PlanMessage =
  /** The recipe is loaded and built; what comes now is the engine's. */
  | { readonly type: "loaded" }
  | PlanAnswer
  | {
    readonly type: "problem";
    readonly problem: Problem;
    /** The files in which it may be, as far as they are known. */
    readonly files: readonly string[];
  };

/** Begins a line that is a message: a recipe may print, too. */
export const marker = "\x1e";
