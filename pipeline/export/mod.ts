/**
 * Exports: lineage in the forms that archives, journals and other tools accept.
 *
 * @module
 */

export * from "./artifacts.ts";
export * from "./formats.ts";
export * from "./gather.ts";
export * from "./new_folder.ts";
export * from "./private_traces.ts";
export type * from "./target.ts";
