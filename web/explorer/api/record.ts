/**
 * All of one stage: its records, each of one execution, with what was in the key
 * and what came of it.
 *
 * @module
 */

import type { Json } from "./json.ts";
import type { OutputEntry } from "./stage.ts";

/** A file of a stage's code. */
export interface CodeFile {
  readonly path: string;
  readonly digest: string;
}

/** One execution of a stage, for choosing and for comparing. */
export interface RecordSummary {
  readonly key: string;
  /** Which of the key's records, from 1 on. */
  readonly n: number;
  readonly startedAt: string;
  readonly seconds: number;
  /** Whether it is the one that stands for the stage now. */
  readonly current: boolean;
}

/** All of one stage. Answer to `api/stage?name=NAME`. */
export interface StageDetail {
  readonly name: string;
  readonly kind: string;
  /** What the kind does, in its own words. */
  readonly doc: string;
  /** The newest first; of this stage's name under any key. */
  readonly records: readonly RecordSummary[];
  /** Null where the stage has no record. */
  readonly record: RecordDetail | null;
  /** A run that goes on, or that came to no result; null for neither. */
  readonly attempt?: {
    readonly startedAt: string;
    /** Its log so far, of a long one the end; null where it printed nothing. */
    readonly text: string | null;
  } | null;
}

/** A record. Answer to `api/record?key=KEY&n=N`, and part of a stage. */
export interface RecordDetail extends RecordSummary {
  readonly stage: string;
  readonly kind: string;
  readonly params: Json;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: readonly OutputEntry[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  readonly code: readonly CodeFile[];
  /** `name@version` to integrity. */
  readonly packages: Readonly<Record<string, string>>;
  /** What else is in the key: compiler options, import map, tools, source. */
  readonly rest: Readonly<Record<string, Json>>;
  readonly device: string;
  readonly deno: string;
  readonly runtime: Readonly<Record<string, string>>;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly threads: number;
  readonly determinism: string;
  readonly isolation: string | null;
  /** MiB. */
  readonly peakMemory: number | null;
  readonly observed: {
    readonly read: readonly string[];
    readonly unread: readonly string[];
  };
  /** The log that it left; null where it printed nothing or none was kept. */
  readonly log: { readonly digest: string; readonly size: number } | null;
}
