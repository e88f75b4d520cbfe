/**
 * Comparing two executions, for the explorer's server, its page and the command
 * line alike.
 *
 * @module
 */

export { compareCarried } from "./carried.ts";
export { type Cause, explainFirst, findCauses, stagesOf } from "./causes.ts";
export { type OriginOf, preimageOf } from "./execution.ts";
export { compareExecutions, type ExecutionComparison } from "./executions.ts";
export { fieldsOf } from "./fields.ts";
export { diffTexts, type Hunk, hunkLines } from "./lines.ts";
export * from "./numbers.ts";
export { comparePreimages, type FieldDifference } from "./preimages.ts";
export { standingOrigins } from "./standing.ts";
