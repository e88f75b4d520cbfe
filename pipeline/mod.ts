/**
 * The engine: declarative stages as a content-addressed DAG.
 *
 * A stage kind imports `stage.ts` and `artifact.ts` themselves, not this file:
 * its key holds all that it imports.
 *
 * A project is a folder with a `deno.json`, opened by {@linkcode openProject}.
 * Its recipe, built for a profile, is planned, and the plan is run:
 *
 * ```ts
 * import assert from "node:assert/strict";
 * import { buildRecipe, openProject, planRecipe } from "./mod.ts";
 *
 * const project = await openProject();
 * const built = buildRecipe(project.recipe, "smoke");
 * const device = { kind: "wasm", adapter: "" } as const;
 * const plan = await planRecipe(project, built, device, { only: ["sft/*"] });
 * for (const { stage, status, reasons } of plan.stages) {
 *   // What `runPlan(project, plan, { device })` would do, and why.
 *   assert.ok(status === "cached" || reasons.length > 0, stage.name);
 * }
 * ```
 *
 * docs/own-pipeline.md takes a project from an empty folder to its lineage.
 *
 * @module
 */

export * from "./artifact.ts";
export * from "./audit/mod.ts";
export * from "./build_recipe.ts";
export * from "./errors.ts";
export * from "./identity/mod.ts";
export * from "./kinds/mod.ts";
export * from "./lineage/mod.ts";
export * from "./lock.ts";
export { type Override, parseOverride } from "./overrides/override.ts";
export * from "./plan/mod.ts";
export * from "./project.ts";
export * from "./recipe.ts";
export * from "./rng.ts";
export * from "./run/mod.ts";
export * from "./stage.ts";
export * from "./store/mod.ts";
export { verdictOf } from "./verdict.ts";
