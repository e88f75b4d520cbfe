/**
 * Importing: taking a crate into a store, all of it or nothing.
 *
 * @module
 */

export * from "./error.ts";
export { type Crate, readCrate } from "./read.ts";
export { type Counted, type Imported, writeCrate } from "./write.ts";
