/**
 * Adding up what an arm took: the accounts of the stages behind it.
 *
 * @module
 */

import type { Accounts } from "./cell.ts";

/** The accounts behind several things together, shared work once. */
export function accountsOf(
  all: readonly { readonly accounts: Accounts }[],
): Accounts {
  return Object.assign({}, ...all.map(({ accounts }) => accounts));
}
