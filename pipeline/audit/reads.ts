/**
 * What executions read, against what they declared.
 *
 * @module
 */

import { compareCodePoints } from "../identity/order.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { byHand, type Finding, findingsOf } from "./finding.ts";
import { newestOfStages } from "./survey.ts";

const { damage, note } = findingsOf("reads");

const quoted = (names: readonly string[]) =>
  names.map((name) => `"${name}"`).join(", ");

/** Whether the engine was told of everything that an execution read. */
export function isObserved({ isolation }: ExecutionRecord): boolean {
  return isolation === undefined;
}

/** Programs that nothing kept to what they declared, or nobody watched. */
function auditPrograms(newest: readonly ExecutionRecord[]): Finding[] {
  return newest.filter((record) => !isObserved(record))
    .map(({ stage, isolation }) =>
      isolation === "none"
        ? note(
          "program-at-large",
          `stage ${stage}`,
          "is a program that ran without isolation, so that it may have read " +
            "what it does not declare",
        )
        : note(
          "program-unobserved",
          `stage ${stage}`,
          "is a program: it could read nothing but what it declares, and " +
            "what of that it did read is not known",
        )
    );
}

/** Inputs that the newest execution of a stage did not read. */
function auditUnread(newest: readonly ExecutionRecord[]): Finding[] {
  return newest.filter(({ observed }) => observed.unread.length > 0)
    .map(({ stage, observed }) =>
      note(
        "input-unread",
        `stage ${stage}`,
        "declares an input that it did not read: " + quoted(observed.unread),
      )
    );
}

/** Reads that a record tells of and its preimage does not declare. */
function auditUndeclared(records: readonly ExecutionRecord[]): Finding[] {
  return records.flatMap(({ stage, key, observed, preimage }) => {
    const others = [...observed.read, ...observed.unread]
      .filter((name) => !Object.hasOwn(preimage.inputs, name));
    if (others.length === 0) return [];
    return [byHand(damage(
      "read-undeclared",
      `record ${key.slice(0, 8)} of "${stage}"`,
      `tells of inputs that it does not declare: ${quoted(others)}`,
    ))];
  });
}

/** What is to be said of reads: of the newest execution of each stage. */
export function auditReads(records: readonly ExecutionRecord[]): Finding[] {
  const newest = newestOfStages(records)
    .sort((a, b) => compareCodePoints(a.stage, b.stage));
  return [
    ...auditUndeclared(records),
    ...auditUnread(newest),
    ...auditPrograms(newest),
  ];
}
