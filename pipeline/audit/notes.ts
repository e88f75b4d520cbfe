/**
 * What is worth knowing of the newest execution of each stage, though nothing
 * is damaged.
 *
 * @module
 */

import { compareCodePoints } from "../identity/order.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { Finding } from "./audit.ts";

/** The newest execution of each stage, by the stages' names. */
function newestOfStages(
  records: readonly ExecutionRecord[],
): ExecutionRecord[] {
  const newest = new Map<string, ExecutionRecord>();
  for (const record of records) {
    const known = newest.get(record.stage);
    if (known === undefined || known.startedAt < record.startedAt) {
      newest.set(record.stage, record);
    }
  }
  return [...newest.values()]
    .sort((a, b) => compareCodePoints(a.stage, b.stage));
}

/** Programs that nothing kept to what they declared. */
function auditIsolation(newest: readonly ExecutionRecord[]): Finding[] {
  return newest.filter(({ isolation }) => isolation === "none")
    .map(({ stage }) => ({
      severity: "note",
      subject: `stage ${stage}`,
      message: "is a program that ran without isolation, so that it may have " +
        "read what it does not declare",
    }));
}

/** Inputs that the newest execution of a stage did not read. */
function auditReads(newest: readonly ExecutionRecord[]): Finding[] {
  return newest.filter(({ observed }) => observed.unread.length > 0)
    .map(({ stage, observed }) => ({
      severity: "note",
      subject: `stage ${stage}`,
      message: "declares an input that it did not read: " +
        observed.unread.map((name) => `"${name}"`).join(", "),
    }));
}

/** Notes on the stages of some records. */
export function auditNotes(records: readonly ExecutionRecord[]): Finding[] {
  const newest = newestOfStages(records);
  return [...auditReads(newest), ...auditIsolation(newest)];
}
