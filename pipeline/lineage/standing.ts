/**
 * How the executions of a lineage stand to the lock.
 *
 * @module
 */

import type { Lock } from "../lock.ts";
import type { BuiltRecipe } from "../recipe.ts";
import type { Verdict } from "../run/event.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { Store } from "../store/store.ts";
import { firstDrift, outputDigests, verdictOf } from "../verdict.ts";

/** The verdict on a record; null where it is not compared with a lock. */
export type Standing = (record: ExecutionRecord) => Verdict | null;

/** The stages of a recipe that a device's adapter reaches. */
function accelerated({ stages }: BuiltRecipe): ReadonlySet<string> {
  const reached = new Set<string>();
  for (const { name, kind, inputs } of stages) {
    const read = Object.values(inputs);
    if (
      kind.accelerated === true || read.some(({ stage }) => reached.has(stage))
    ) reached.add(name);
  }
  return reached;
}

/**
 * Judges records by a profile's lock. A record is of the stage of its name,
 * whatever recipe ran it; one whose name the lock does not have is new.
 *
 * @param lock Null where there is none, or where the lock is of something else.
 * @param adapter Whether anything was computed on an adapter.
 */
export function standingBy(
  lock: Lock | null,
  built: BuiltRecipe,
  store: Store,
  adapter: boolean,
): Standing {
  const entries = lock?.profiles[built.profile];
  if (entries === undefined) return () => null;
  const kinds = new Map(built.stages.map(({ name, kind }) => [name, kind]));
  const reached = adapter ? accelerated(built) : new Set<string>();
  return (record) => {
    const name = record.stage, kind = kinds.get(name), entry = entries[name];
    if (entry === undefined) return { type: "new" };
    if (kind !== undefined) {
      const subject = { name, kind, record, onAdapter: reached.has(name) };
      return verdictOf(lock, built.profile, subject, store);
    }
    const drift = firstDrift(entry.outputs, outputDigests(record));
    if (entry.key !== record.key) {
      return { type: "changed", what: "another key than the lock's" };
    }
    return drift === null
      ? { type: "identical" }
      : { type: "drifted", what: drift };
  };
}
