/**
 * Attestations: signed statements of what was made from what, and verifying
 * them.
 *
 * @module
 */

export { bundleName, writeBundle } from "./bundle.ts";
export * from "./keys.ts";
export { writeNewKey } from "./new_key.ts";
export { attestationsFolder } from "./result.ts";
export * from "./sign.ts";
export type { VerifyFinding } from "./verify/finding.ts";
export * from "./verify/verify.ts";
