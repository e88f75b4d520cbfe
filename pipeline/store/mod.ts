/**
 * The store: artifacts by digest, records by key.
 *
 * @module
 */

export { StoreError } from "../errors.ts";
export { type GateHolder, holderText } from "./gate.ts";
export type { HeldLock } from "./lock_file.ts";
export { quarantine, type Stored } from "./intake.ts";
export type { Form } from "./objects.ts";
export { type Fault, short } from "./seal.ts";
export type * from "./record.ts";
export type { RecordFault } from "./records.ts";
export { openStore, Store } from "./store.ts";
export type { TreeEntry } from "./tree.ts";
