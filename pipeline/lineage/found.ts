/**
 * What an artifact is found by, and what is found.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";
import type { Digest } from "../identity/digest.ts";
import type { Store } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { digestsOf, outputOf, type Producers } from "./producers.ts";

/** What a person named is no artifact of this store. */
export class UnknownArtifactError extends JuiceError {
  /** @param what What was named; of a name, a list of all stages helps. */
  constructor(message: string, what: "name" | "bytes" = "name") {
    super(message, {
      code: what === "name" ? "unknown-artifact" : "unknown-bytes",
    });
  }
}

/** An artifact that was found. */
export interface FoundArtifact {
  /** The digest of the artifact itself, not of a file inside it. */
  readonly digest: Digest;
  /** The execution to begin with. */
  readonly record: ExecutionRecord | null;
  /** What was found, in words: `file "index.html" of report.report`. */
  readonly label: string;
  /** The other outputs, where an execution as a whole was named. */
  readonly also?: readonly Digest[];
}

/** Where to look. */
export interface Places {
  readonly store: Store;
  readonly producers: Producers;
  /** The record that stands for a stage's name now; null without one. */
  recordOfStage(name: string): ExecutionRecord | null;
  /** All names of stages that could be meant, for suggestions. */
  readonly stages: readonly string[];
  /** Where a file or folder of that name is. */
  pathOf(text: string): string;
}

/** An execution as a whole: its first output, and the others. */
export function wholeOf(
  record: ExecutionRecord,
  before: string,
): FoundArtifact | null {
  const [digest, ...also] = digestsOf(record);
  if (digest === undefined) return null;
  const label = `${before}${record.stage}.${outputOf(record, digest)}`;
  return { digest, record, label, also };
}
