/**
 * The engine: declarative stages as a content-addressed DAG.
 *
 * A stage kind imports `stage.ts` and `artifact.ts` themselves, not this file:
 * its key holds all that it imports.
 *
 * @module
 */

export * from "./artifact.ts";
export * from "./build_recipe.ts";
export * from "./errors.ts";
export * from "./identity/mod.ts";
export * from "./kinds/mod.ts";
export * from "./lock.ts";
export * from "./plan/mod.ts";
export * from "./project.ts";
export * from "./recipe.ts";
export * from "./rng.ts";
export * from "./run/mod.ts";
export * from "./stage.ts";
export * from "./store/mod.ts";
export { verdictOf } from "./verdict.ts";
