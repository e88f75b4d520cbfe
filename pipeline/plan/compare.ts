/**
 * Comparing preimages field by field: why a key is another one. It is done
 * where the explorer's page does it, too.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import type { Preimage } from "../identity/preimage.ts";

export {
  comparePreimages,
  type FieldDifference as Difference,
} from "../../web/explorer/compare/mod.ts";

/** A preimage of which some inputs may not be known yet. */
export interface PartialPreimage extends Omit<Preimage, "inputs"> {
  readonly inputs: Readonly<Record<string, Digest | null>>;
}
