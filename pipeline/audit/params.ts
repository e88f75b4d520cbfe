/**
 * The audit of parameters: those with which the locked stages ran, against what
 * the recipe gives them now.
 *
 * @module
 */

import { sortedEntries } from "../identity/order.ts";
import type { Json } from "../identity/preimage.ts";
import type { Lock } from "../lock.ts";
import { comparePreimages } from "../plan/compare.ts";
import { type Finding, findingsOf } from "./finding.ts";
import { recordOfEntry, type Survey } from "./survey.ts";
import type { KnownStages } from "./wiring.ts";

const { note } = findingsOf("lock");

/** What was changed, of which stages. */
type Changes = Map<string, Set<string>>;

function changesOf(
  survey: Survey,
  lock: Lock | null,
  stagesOf: KnownStages,
): Changes {
  const changes: Changes = new Map();
  for (const [profile, entries] of sortedEntries(lock?.profiles ?? {})) {
    for (const { name, params } of stagesOf(profile)) {
      const entry = entries[name];
      const record = entry && recordOfEntry(survey, entry);
      // Of a record that somebody changed another check says in what.
      if (record === undefined || survey.forged.has(record)) continue;
      const { preimage } = record;
      const now = { ...preimage, params: params as Json };
      for (const { line } of comparePreimages(preimage, now)) {
        changes.set(line, (changes.get(line) ?? new Set()).add(name));
      }
    }
  }
  return changes;
}

/**
 * Compares the parameters of locked stages with those of the recipe. That they
 * differ is no damage: who edits a recipe may not have run it yet. But the
 * results are not those of the recipe beside them.
 */
export function auditParams(
  survey: Survey,
  lock: Lock | null,
  stagesOf: KnownStages,
): Finding[] {
  return [...changesOf(survey, lock, stagesOf)].map(([line, stages]) => {
    const [first, ...more] = stages;
    const others = more.length > 0 ? ` and ${more.length} more` : "";
    return note(
      "params-changed",
      `stage ${first}${others}`,
      `the recipe has another value than it ran with: ${line}`,
    );
  });
}
