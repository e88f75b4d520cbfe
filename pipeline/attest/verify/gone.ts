/**
 * Records that were signed and that the store does not have. That alone is no
 * fault: an archive, another machine or a collected store has fewer of them.
 * It is one where what is here rests on what is gone, which no store has that
 * only lacks something.
 *
 * @module
 */

import type { ExecutionRecord, Store } from "../../store/mod.ts";
import { shapeFault } from "../../store/record_shape.ts";
import type { Execution } from "../artifacts.ts";
import type { Group } from "./executions.ts";
import { factsOf } from "./facts.ts";
import { fault, shown, type VerifyFinding } from "./finding.ts";

/** The outputs that were signed, by their names. */
function outputsOf({ signed }: Group): Map<string, string> {
  const found = new Map<string, string>();
  for (const { statement } of signed) {
    for (const [name, value] of factsOf(statement)) {
      const [, output] = /^output ([^/,]+)$/.exec(name) ?? [];
      if (output !== undefined) found.set(output, String(value));
    }
  }
  return found;
}

/** A record of the same key with other bytes stands where the signed one did. */
function replaced(
  store: Store,
  group: Group,
  outputs: ReadonlyMap<string, string>,
): VerifyFinding[] {
  const { key, n, stage } = group;
  for (const [number, other] of store.numberedRecords(key)) {
    if (!("preimage" in other) || shapeFault(other) !== null) continue;
    if (other.determinism === "none") continue;
    for (const [name, signed] of outputs) {
      const now: string | undefined = other.outputs[name]?.digest;
      if (now === signed) continue;
      return [fault(
        stage,
        `record ${key.slice(0, 8)}/${n}`,
        `is gone, and ${key.slice(0, 8)}/${number} of the same key has other ` +
          `bytes: output ${name} was signed as ${shown(signed)}, and is ` +
          shown(now),
      )];
    }
  }
  return [];
}

/**
 * What is wrong with records being gone.
 *
 * @param absent The executions that the store has no record of.
 * @param executions The signed ones whose records are here.
 * @returns For each at most one fault; a record that is only not here has none.
 */
export function compareAbsent(
  store: Store,
  absent: readonly Group[],
  executions: readonly (Execution & { readonly stage: string })[],
): { readonly findings: VerifyFinding[]; readonly missed: readonly Group[] } {
  if (absent.length === 0) return { findings: [], missed: [] };
  const made = new Set(
    store.allRecords().filter((record) => shapeFault(record) === null)
      .flatMap(({ outputs }: ExecutionRecord) =>
        Object.values(outputs).map(({ digest }) => String(digest))
      ),
  );
  const readers = new Map<string, string[]>();
  for (const { record, stage } of executions) {
    for (const digest of Object.values(record.preimage.inputs)) {
      const known = readers.get(digest);
      if (known === undefined) readers.set(digest, [stage]);
      else known.push(stage);
    }
  }
  const findings: VerifyFinding[] = [];
  const missed: Group[] = [];
  for (const group of absent) {
    const outputs = outputsOf(group);
    const other = replaced(store, group, outputs);
    const stages = [
      ...new Set(
        [...outputs.values()].filter((digest) => !made.has(digest))
          .flatMap((digest) => readers.get(digest) ?? []),
      ),
    ];
    const [first] = stages;
    if (other.length > 0) findings.push(...other);
    else if (first !== undefined) {
      const more = stages.length > 1 ? ` and ${stages.length - 1} more` : "";
      findings.push(fault(
        group.stage,
        `record ${group.key.slice(0, 8)}/${group.n}`,
        `is gone, and what it made was read by "${first}"${more} of what is ` +
          "here: the chain breaks there",
      ));
    } else missed.push(group);
  }
  return { findings, missed };
}
