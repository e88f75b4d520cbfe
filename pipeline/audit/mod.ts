/**
 * The audit of a store and a lock.
 *
 * @module
 */

export * from "./audit.ts";
export * from "./finding.ts";
export type { AuditProgress } from "./objects.ts";
export * from "./repair.ts";
export * from "./repeat.ts";
