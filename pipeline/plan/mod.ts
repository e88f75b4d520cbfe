/**
 * Plans: what would run, and why.
 *
 * @module
 */

export * from "./code_diff.ts";
export * from "./compare.ts";
export * from "./explain.ts";
export * from "./nearest.ts";
export type * from "./plan.ts";
export {
  type PlanOptions,
  planRecipe,
  reasonsFor,
  usableRecord,
} from "./plan_recipe.ts";
export * from "./select.ts";
