/**
 * A stage's outcome as `reproduce --json` and `stage --json` print it.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import type { StageOutcome } from "../run/event.ts";
import { verdictText } from "./verdict.ts";

/** One stage of `--json`. */
interface JsonOutcome {
  readonly name: string;
  readonly kind: string;
  readonly status: StageOutcome["status"];
  readonly seconds: number;
  readonly verdict: string | null;
  readonly outputs: Readonly<Record<string, Digest>>;
  readonly warnings: readonly string[];
  readonly failure?: {
    readonly reason: string;
    readonly message: string;
    readonly log: string | null;
  };
}

/** Turns an outcome into its JSON. */
export function outcomeJson(outcome: StageOutcome): JsonOutcome {
  const { name, kind, status, seconds, verdict, record, failure } = outcome;
  const outputs = Object.entries(record?.outputs ?? {});
  return {
    name,
    kind,
    status,
    seconds,
    verdict: verdict === null ? null : verdictText(verdict),
    outputs: Object.fromEntries(outputs.map(([n, { digest }]) => [n, digest])),
    warnings: record?.warnings ?? [],
    ...(failure === null ? {} : {
      failure: {
        reason: failure.reason,
        message: failure.message,
        log: failure.log,
      },
    }),
  };
}
