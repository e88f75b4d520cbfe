/**
 * Lineage: from an artifact back to the raw sources.
 *
 * @module
 */

export * from "./graph.ts";
export * from "./json.ts";
export * from "./resolve.ts";
export * from "./tree.ts";
