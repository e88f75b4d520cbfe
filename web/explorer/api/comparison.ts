/**
 * What is different in two records.
 *
 * @module
 */

import type { Json } from "./json.ts";
import type { RecordSummary } from "./record.ts";

/** Something that is different in two records. */
export interface Difference {
  /** `code`, `params`, `inputs`, `outputs`, `metrics`, `device`, ... */
  readonly field: string;
  /** The file, the parameter's path, the input; empty for a single value. */
  readonly name: string;
  /** Whether it is in both, or only in one of the two. */
  readonly change: "changed" | "added" | "removed";
  /** Null where it is only in the other one. */
  readonly before: Json;
  readonly after: Json;
  /** The difference in one line, such as `param lr: 0.1 -> 0.2`. */
  readonly line: string;
  /** Of a text: a unified diff without its head. */
  readonly diff?: string;
  /** What is not known here of this one, and who knows it. */
  readonly note?: string;
}

/** Two records. Answer to `api/compare?a=KEY/N&b=KEY/N`. */
export interface Comparison {
  readonly a: RecordSummary & { readonly stage: string };
  readonly b: RecordSummary & { readonly stage: string };
  /** The first difference on the way down, explained; null where none is. */
  readonly first: string | null;
  readonly differences: readonly Difference[];
}
