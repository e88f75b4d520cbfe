/**
 * The store: artifacts by digest, records by key.
 *
 * @module
 */

export { StoreError } from "../errors.ts";
export { type GateHolder, holderText } from "./gate.ts";
export type { HeldLock } from "./lock_file.ts";
export {
  type Fault,
  type Form,
  quarantine,
  short,
  type Stored,
} from "./objects.ts";
export type * from "./record.ts";
export type { RecordFault } from "./records.ts";
export { openStore, Store } from "./store.ts";
export type { TreeEntry } from "./tree.ts";
