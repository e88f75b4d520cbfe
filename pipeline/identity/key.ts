/**
 * From a preimage to its key, and to the digest of the experiment in it.
 *
 * @module
 */

import { encode } from "./canonical.ts";
import type { Digest, Key } from "./digest.ts";
import { sha256 } from "./hash.ts";
import { compareCodePoints } from "./order.ts";
import type { Preimage } from "./preimage.ts";

/** The key of a preimage: SHA-256 of its canonical encoding. */
export function keyOf(preimage: Preimage): Key {
  return sha256(encode(preimage, `key/${preimage.version}`)) as string as Key;
}

/**
 * The digest of what is the same on every device: the preimage without the
 * device and without the inputs' contents, which differ where an earlier stage
 * computed on another device. The inputs' names stay, because they say how the
 * stage is connected.
 */
export function experimentOf(preimage: Preimage): Digest {
  const { device: _, inputs, ...rest } = preimage;
  const names = Object.keys(inputs).sort(compareCodePoints);
  const experiment = { ...rest, inputs: names };
  return sha256(encode(experiment, `experiment/${preimage.version}`));
}
