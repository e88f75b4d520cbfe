/**
 * Names by content: digests, keys, and what keys are made of.
 *
 * @module
 */

export * from "./canonical.ts";
export * from "./closure.ts";
export * from "./digest.ts";
export * from "./hash.ts";
export * from "./key.ts";
export * from "./order.ts";
export * from "./preimage.ts";
export * from "./program_files.ts";
export * from "./tools.ts";
