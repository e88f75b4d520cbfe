/**
 * Reading the records that statements are of.
 *
 * @module
 */

import type { Key } from "../../identity/digest.ts";
import { exists } from "../../store/files.ts";
import type { ExecutionRecord, Store } from "../../store/mod.ts";
import { shapeFault, trueKey } from "../../store/record_shape.ts";
import { firstDrift, outputDigests } from "../../verdict.ts";
import { difference, fault, type VerifyFinding } from "./finding.ts";

/** Where a record is, and of which stage. */
interface Place {
  readonly key: Key;
  readonly n: number;
  readonly stage: string;
}

/** A record as it stands in its file, whether or not that can be believed. */
function rawRecord(path: string): ExecutionRecord | null {
  try {
    const { record } = JSON.parse(Deno.readTextFileSync(path));
    return shapeFault(record) === null ? record : null;
  } catch {
    return null;
  }
}

/**
 * What other records of the key say otherwise. A run takes the newest one, so
 * whoever adds one need not change that which was signed.
 */
function compareOthers(
  record: ExecutionRecord,
  others: readonly (readonly [number, ExecutionRecord])[],
  { key, stage }: Place,
): VerifyFinding[] {
  if (record.determinism === "none") return [];
  return others.flatMap(([number, other]) => {
    if (shapeFault(other) !== null) return [];
    const drift = firstDrift(outputDigests(record), outputDigests(other));
    if (drift === null) return [];
    const what = "is of the same key, has other bytes than what was signed " +
      `(${drift}), and nothing was signed of it`;
    return [fault(stage, `record ${key.slice(0, 8)}/${number}`, what)];
  });
}

/** Reads a record; what is wrong with it, or with its like, is a finding. */
export function readRecord(
  store: Store,
  place: Place,
  findings: VerifyFinding[],
): ExecutionRecord | "absent" | null {
  const { key, n, stage } = place;
  const path = store.recordPath(key, n);
  if (!exists(path)) return "absent";
  const subject = `record ${key.slice(0, 8)}/${n}`;
  const others: [number, ExecutionRecord][] = [];
  let own: ExecutionRecord | null = null;
  for (const [number, found] of store.numberedRecords(key)) {
    if (number !== n) {
      if ("preimage" in found) others.push([number, found]);
    } else if ("preimage" in found) own = found;
    else findings.push(fault(stage, subject, "is damaged"));
  }
  if (own === null) return rawRecord(path);
  const why = shapeFault(own);
  if (why !== null) {
    findings.push(fault(stage, subject, `is none any more: ${why}`));
    return null;
  }
  const now = trueKey(own) ?? undefined;
  if (now !== key) findings.push(difference(stage, subject, key, now));
  findings.push(...compareOthers(own, others, place));
  return own;
}
