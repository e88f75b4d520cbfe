/**
 * Reading the result document that a run made.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";
import type { Digest } from "../identity/digest.ts";
import type { Ref } from "../recipe.ts";
import type { StageOutcome } from "../run/event.ts";
import { parseResults, type Results } from "./results.ts";
import type { Session } from "./session.ts";

/** A run's results, or why they cannot be shown. */
export interface Shown {
  /** Null where there are none, or none that can be shown. */
  readonly results: Results | null;
  readonly fault: string | null;
}

/** The digest of an output of a run, where the stage came to its end. */
export function outputDigest(
  outcomes: readonly StageOutcome[],
  ref: Ref | undefined,
): Digest | undefined {
  const record = outcomes.find((o) => o.name === ref?.stage)?.record;
  return ref === undefined ? undefined : record?.outputs[ref.output]?.digest;
}

/** Reads the results of a run, as far as they are there. */
export async function loadResults(
  session: Session,
  outcomes: readonly StageOutcome[],
): Promise<Shown> {
  const ref = session.built.result.results;
  const digest = outputDigest(outcomes, ref);
  if (ref === undefined || digest === undefined) {
    return { results: null, fault: null };
  }
  const from = `"${ref.stage}.${ref.output}"`;
  if (ref.type.form === "folder") {
    const fault = `Cannot show the results from ${from}: it is a folder`;
    return { results: null, fault };
  }
  const { store } = session.project;
  const damage = store.verify(digest, "file", { deep: true });
  if (damage !== null) {
    const fault = `Cannot show the results from ${from}: ${damage.message}; ` +
      "run the same command again, which makes it anew";
    return { results: null, fault };
  }
  const text = await Deno.readTextFile(store.pathOf(digest));
  try {
    return { results: parseResults(text, from), fault: null };
  } catch (error) {
    if (!(error instanceof JuiceError)) throw error;
    return { results: null, fault: error.message };
  }
}
