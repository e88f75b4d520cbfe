/**
 * Garbage collection: what a store need not keep.
 *
 * @module
 */

export { type Candidate, type Choice, choose, type Policy } from "./choose.ts";
export { collect } from "./collect.ts";
export { type Forgetting } from "./forget.ts";
export { type Inventory, takeInventory } from "./inventory.ts";
export type { Fault } from "./locks.ts";
export { mark, type Marked } from "./mark.ts";
export { findRoots, nameOfDamaged, type Roots } from "./roots.ts";
export { type Shares, shares } from "./shares.ts";
