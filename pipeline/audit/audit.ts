/**
 * The audit of a store: everything that the store and the lock say is checked
 * against something else that they say. It only breaks the seal of an object
 * that it finds damaged, so that the next run makes it again; repair.ts does
 * the rest. What is outside the store and the lock is checked by sources.ts.
 *
 * @module
 */

import type { Lock } from "../lock.ts";
import type { Store } from "../store/mod.ts";
import { auditCode, auditLogs } from "./evidence.ts";
import type { Finding } from "./finding.ts";
import type { KnownParams } from "./forgery.ts";
import { auditHistory, followLock, type Reach } from "./history.ts";
import { auditLock } from "./lock_entries.ts";
import {
  auditObjects,
  type AuditProgress,
  type HashedObjects,
} from "./objects.ts";
import { Owners } from "./owners.ts";
import { auditParams } from "./params.ts";
import { auditReads, isObserved } from "./reads.ts";
import { auditClaims, auditRecords } from "./records.ts";
import { type Survey, surveyStore } from "./survey.ts";
import { auditUsers } from "./users.ts";
import { auditWiring, type KnownStages } from "./wiring.ts";

/** What was looked at. */
export interface Checked {
  readonly objects: number;
  readonly bytes: number;
  readonly records: number;
  /** Files of code that ran, each version once. */
  readonly codeFiles: number;
  /** Executions of which all code that ran is kept. */
  readonly withCode: number;
  readonly logs: number;
  /** Inputs of all executions. */
  readonly inputs: number;
  /** Executions of which every read was observed. */
  readonly observed: number;
  readonly keys: number;
  /** Keys that were computed more than once. */
  readonly repeatedKeys: number;
  readonly lockEntries: number;
  /** Lock entries whose key was never computed in this store. */
  readonly lockEntriesWithoutRecord: number;
  readonly pins: number;
}

/** The outcome of an audit of a store. */
export interface AuditReport {
  readonly checked: Checked;
  readonly findings: readonly Finding[];
  /** How far back each profile of the lock can be followed. */
  readonly reaches: readonly Reach[];
  readonly survey: Survey;
  readonly hashed: HashedObjects;
}

/**
 * Checks a whole store, and a lock against it.
 *
 * @param known Parameters that stages may have had: by them it is told which
 * one somebody changed.
 * @param stagesOf What the recipe has, with which inputs and parameters are
 * compared.
 */
export function audit(
  store: Store,
  lock: Lock | null,
  progress: AuditProgress = () => {},
  known: KnownParams = () => [],
  stagesOf: KnownStages = () => [],
): AuditReport {
  const survey = surveyStore(store);
  const { records, byKey } = survey;
  const owners = new Owners(store, records);
  const hashed = auditObjects(survey, owners, progress);
  const code = auditCode(survey, hashed);
  const logs = auditLogs(survey, hashed);
  const reaches = followLock(survey, lock);
  const history = auditHistory(survey, reaches);
  const locked = auditLock(survey, lock);
  return {
    checked: {
      objects: hashed.objects,
      bytes: hashed.bytes,
      records: records.length,
      codeFiles: code.files,
      withCode: code.whole,
      logs: logs.logs,
      inputs: history.inputs,
      observed: records.filter(isObserved).length,
      keys: byKey.size,
      repeatedKeys: [...byKey.values()].filter((all) => all.length > 1).length,
      lockEntries: locked.entries,
      lockEntriesWithoutRecord: locked.without,
      pins: store.pins.list().pins.length,
    },
    findings: [
      ...hashed.findings,
      ...auditRecords(survey, hashed, lock, owners, known),
      ...code.findings,
      ...logs.findings,
      ...history.findings,
      ...auditWiring(survey, lock, stagesOf),
      ...auditReads(records),
      ...auditClaims(survey),
      ...locked.findings,
      ...auditParams(survey, lock, stagesOf),
      ...auditUsers(store),
    ],
    reaches,
    survey,
    hashed,
  };
}
