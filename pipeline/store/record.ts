/**
 * Records: what is kept of one execution of one key. Several per key, never
 * overwritten.
 *
 * @module
 */

import type { Digest, Key } from "../identity/digest.ts";
import type { Preimage } from "../identity/preimage.ts";
import type { Determinism } from "../stage.ts";

/** An output as a record names it. */
export interface OutputEntry {
  readonly digest: Digest;
  /** Bytes, of all files of a folder together. */
  readonly size: number;
  readonly type: string;
  /** As the type declares it: by their bytes alone the two can be alike. */
  readonly form: "file" | "folder";
}

/** One execution of one key. */
export interface ExecutionRecord {
  readonly version: 1;
  readonly key: Key;
  /** The stage's name in the recipe that ran it. Not part of the key. */
  readonly stage: string;
  readonly preimage: Preimage;
  readonly outputs: Readonly<Record<string, OutputEntry>>;
  readonly determinism: Determinism;
  readonly metrics: Readonly<Record<string, number>>;
  /** What looked wrong to the stage; absent where nothing did. */
  readonly warnings?: readonly string[];
  /** What the stage printed, as an object; absent where it printed nothing. */
  readonly log?: { readonly digest: Digest; readonly size: number };
  /** Declared inputs that the stage read, and those that it did not. */
  readonly observed: {
    readonly read: readonly string[];
    readonly unread: readonly string[];
  };
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  /**
   * Of this execution. One that continued from a checkpoint does not count what
   * went before, though its metrics and outputs are those of the whole.
   */
  readonly seconds: number;
  readonly runtime: {
    readonly deno: string;
    readonly v8: string;
    readonly typescript: string;
  };
  readonly machine: {
    readonly os: string;
    readonly arch: string;
    readonly cores: number;
  };
  readonly threads: number;
  /**
   * How a stage that is a program was kept to what it declared: `none` where
   * this system does not permit namespaces. Absent where Deno saw to it.
   */
  readonly isolation?: "namespaces" | "none";
  /** The most memory in use that was seen, in MiB; absent in short runs. */
  readonly peakMemory?: number;
}

/** When an execution ended, in milliseconds since 1970. */
export function endTimeOf(
  { startedAt, seconds }: Pick<ExecutionRecord, "startedAt" | "seconds">,
): number {
  return Date.parse(startedAt) + seconds * 1000;
}
