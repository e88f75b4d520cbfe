/**
 * Lineage: from an artifact back to the raw sources, and on to what was made
 * from it.
 *
 * @module
 */

export * from "./branches.ts";
export { digestOfPath } from "./by_path.ts";
export * from "./cells.ts";
export * from "./connections.ts";
export * from "./find_cells.ts";
export * from "./found.ts";
export * from "./graph.ts";
export * from "./json.ts";
export * from "./producers.ts";
export * from "./resolve.ts";
export * from "./standing.ts";
