/**
 * What `lineage --sql` asks: all records of the store, and the profile as it
 * stands.
 *
 * @module
 */

import { readLock } from "../lock.ts";
import { type Plan, planRecipe } from "../plan/mod.ts";
import type { NumberedRecord, Origins } from "../sql/declare.ts";
import type { Store } from "../store/mod.ts";
import type { Session } from "./session.ts";

/** Every record with its number, and how many cannot be believed. */
function numberedRecords(store: Store): {
  readonly records: NumberedRecord[];
  readonly damaged: number;
} {
  const records: NumberedRecord[] = [];
  let damaged = 0;
  for (const key of store.recordKeys()) {
    for (const [n, record] of store.numberedRecords(key)) {
      if ("preimage" in record) records.push({ n, record });
      else damaged++;
    }
  }
  return { records, damaged };
}

/** What the result document has for programs; nothing where there is none. */
function readResults({ project: { store }, built }: Session, plan: Plan) {
  const ref = built.result.results;
  if (ref === undefined) return [];
  const { record } = plan.stages
    .find(({ stage }) => stage.name === ref.stage) ?? {};
  const output = record?.outputs[ref.output];
  if (output === undefined || output.form !== "file") return [];
  if (store.verify(output.digest, "file") !== null) return [];
  try {
    const text = Deno.readTextFileSync(store.pathOf(output.digest));
    const { results } = JSON.parse(text) as { results?: unknown };
    return Array.isArray(results) ? results as unknown[] : [];
  } catch {
    // Whoever runs `reproduce` is told what is wrong with the document.
    return [];
  }
}

/** Gathers it, with how many records are left out. */
export async function sqlOrigins(
  session: Session,
): Promise<Origins & { readonly damaged: number }> {
  const { project, built, device } = session;
  const plan = await planRecipe(project, built, device);
  return {
    ...numberedRecords(project.store),
    stages: plan.stages.map(({ stage, status, record }) => ({
      name: stage.name,
      kind: stage.kind.name,
      status,
      record,
    })),
    lock: await readLock(project.lockPath),
    results: readResults(session, plan),
  };
}
