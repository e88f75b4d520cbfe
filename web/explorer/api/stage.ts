/**
 * A stage of the DAG, with as much of it as is known of all of them at once.
 *
 * @module
 */

import type { Json } from "./json.ts";

/** How things stand with a stage, in the words of the command line. */
export type StageStatus =
  | "cached"
  | "to run"
  | "waiting"
  | "running"
  | "failed";

/** How a stage's record compares with the lock. */
export type StageVerdict =
  | "identical"
  | "within tolerance"
  | "changed"
  | "drifted"
  | "new";

/** An input of a stage, in the recipe and in its record. */
export interface InputEdge {
  /** `name`, or `name/label` where the kind takes many. */
  readonly name: string;
  /** The stage that the recipe connects, and which of its outputs. */
  readonly stage: string;
  readonly output: string;
  /** What the record read; null where the stage has none. */
  readonly digest: string | null;
}

/** An output of a stage. */
export interface OutputEntry {
  readonly name: string;
  /** The artifact type's name. */
  readonly type: string;
  readonly form: "file" | "folder";
  readonly mediaType: string;
  /** Null where the stage has no record. */
  readonly digest: string | null;
  /** Bytes. */
  readonly size: number | null;
}

/** A stage of the DAG: what is known of all of them at once. */
export interface StageNode {
  /** Such as `sft/truncated/base=0.7/ratio=0.35/seed=1`. */
  readonly name: string;
  readonly kind: string;
  readonly status: StageStatus;
  /** Why it would run, in one line; null where it is cached. */
  readonly why: string | null;
  /** Null where the stage has no record. */
  readonly verdict: StageVerdict | null;
  /** What differs from the lock, where something does. */
  readonly what: string | null;
  readonly key: string | null;
  /** Its parameters, by which stages of a kind are told apart. */
  readonly params?: Json;
  readonly startedAt: string | null;
  readonly seconds: number | null;
  readonly inputs: readonly InputEdge[];
  readonly outputs: readonly OutputEntry[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  /** Progress of a stage that runs; null for others and where none is told. */
  readonly progress:
    | { readonly done: number; readonly total: number; readonly unit: string }
    | null;
  /** The metrics that a stage which runs has told so far. */
  readonly told?: Readonly<Record<string, number>>;
}
