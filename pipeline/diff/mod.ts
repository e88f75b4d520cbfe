/**
 * Comparing: executions, artifacts, locks.
 *
 * @module
 */

export { type Cause, explainFirst, findCauses, stagesOf } from "./causes.ts";
export {
  type Content,
  contentAt,
  type ContentDiff,
  contentOf,
  diffContents,
} from "./content.ts";
export type * from "./json.ts";
export { diffLocks, type LockDiff } from "./locks.ts";
export {
  changeText,
  numberText,
  percentText,
  relativeChange,
} from "../../web/explorer/compare/mod.ts";
export { compareRecords, type RecordComparison } from "./records.ts";
export type * from "./tables.ts";
export type * from "./tensors.ts";
