/**
 * Comparing: executions, artifacts, locks.
 *
 * @module
 */

export { type Cause, findCauses } from "./causes.ts";
export { compareRecords, type RecordComparison } from "./records.ts";
