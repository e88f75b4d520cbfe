/**
 * `--frozen`: nothing may run that the lock does not expect.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";
import type { Plan } from "../plan/mod.ts";

/**
 * Refuses a plan that cannot arrive at the lock.
 *
 * @throws JuiceError naming the first stage that differs.
 */
export function requireFrozen({ profile, lock, stages }: Plan): void {
  const entries = lock?.profiles[profile];
  if (entries === undefined) {
    throw new JuiceError(
      `Cannot reproduce "${profile}" with --frozen: the lock has no entry ` +
        "for this profile\nLeave out --frozen, or add it with --update-lock",
    );
  }
  for (const { stage, key } of stages) {
    const entry = entries[stage.name];
    if (entry !== undefined && (key === null || entry.key === key)) continue;
    throw new JuiceError(
      `Cannot reproduce "${profile}" with --frozen: the lock ` +
        (entry === undefined
          ? `does not know the stage "${stage.name}"`
          : `expects another key for the stage "${stage.name}"`) +
        "\nLeave out --frozen to see what comes out",
    );
  }
}
