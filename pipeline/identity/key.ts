/**
 * From a preimage to its key.
 *
 * @module
 */

import { encode } from "./canonical.ts";
import type { Key } from "./digest.ts";
import { sha256 } from "./hash.ts";
import type { Preimage } from "./preimage.ts";

/** The key of a preimage: SHA-256 of its canonical encoding. */
export function keyOf(preimage: Preimage): Key {
  return sha256(encode(preimage, `key/${preimage.version}`)) as string as Key;
}
