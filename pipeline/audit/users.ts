/**
 * What cannot be read of who needs something of a store: while that is so, `gc`
 * and `audit --repair` take nothing away.
 *
 * @module
 */

import type { Store } from "../store/mod.ts";
import { byHand, type Finding, findingsOf } from "./finding.ts";

const { damage, note } = findingsOf("needs");

/**
 * A damaged pin is damage that no run mends: what it named is known to nobody.
 * A damaged registration is made anew by the next run of its project.
 */
export function auditUsers({ pins, projects }: Store): Finding[] {
  return [
    ...pins.list().faults.map(({ name, message }) =>
      byHand(damage("pin-damaged", `pin ${name}`, message))
    ),
    ...projects.list().faults.map(({ id, message }) =>
      note("registration-damaged", `projects/${id}`, message)
    ),
  ];
}
