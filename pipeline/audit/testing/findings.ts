/**
 * What an audit of a chain finds, in short.
 *
 * @module
 */

import type { Lock } from "../../lock.ts";
import { audit } from "../audit.ts";
import { isDamage } from "../finding.ts";
import type { Chain } from "./chain.ts";

/** Each fault by its class and what it is about. */
export function faults({ store, lock }: Chain, other: Lock = lock): string[] {
  return audit(store, other).findings.filter(isDamage)
    .map((finding) =>
      `${finding.class}: ${finding.subject.replace(/\b[0-9a-f]{8}\b/, "#")}`
    );
}

/** Each note by its class. */
export function notes({ store, lock }: Chain, other: Lock = lock): string[] {
  return audit(store, other).findings.filter((one) => !isDamage(one))
    .map((finding) => finding.class);
}
