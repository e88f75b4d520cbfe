/**
 * Running plans.
 *
 * @module
 */

export type * from "./event.ts";
export { type RunOptions, runPlan } from "./run_plan.ts";
