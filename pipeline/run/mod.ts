/**
 * Running plans.
 *
 * @module
 */

export type * from "./event.ts";
export type { RunOptions } from "./options.ts";
export { runPlan } from "./run_plan.ts";
