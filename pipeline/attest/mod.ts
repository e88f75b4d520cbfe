/**
 * Attestations: signed statements of what was made from what, and verifying
 * them.
 *
 * @module
 */

export * from "./bundle.ts";
export * from "./keys.ts";
export { attestationsFolder, statementsOfTarget } from "./result.ts";
