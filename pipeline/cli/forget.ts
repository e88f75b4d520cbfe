/**
 * What is said where it is not known who needs what of the store, and what the
 * person has said to go on without.
 *
 * @module
 */

import { resolve } from "node:path";
import { JuiceError } from "../errors.ts";
import type { Fault } from "../gc/mod.ts";
import { quote } from "./invocation.ts";

/** The names after `--forget`, and the folders that they may be. */
export function forgottenBy(names: readonly string[] = []): Set<string> {
  return new Set(names.flatMap((name) => [name, resolve(name)]));
}

/** Why nothing can be taken away as long as something is not known. */
export function unknownNeeds(
  action: string,
  faults: readonly Fault[],
): JuiceError {
  const more = faults.length - 1;
  return new JuiceError(
    `Cannot ${action}: ${faults[0]!.message}` +
      (more > 0 ? `\nand ${more} more; gc without --delete names them` : "") +
      `\nTo go on without it, add\n  --forget ${quote(faults[0]!.name)}`,
  );
}
