/**
 * What is said where it is not known who needs what of the store, and what the
 * person has said to go on without.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";
import type { Fault, Forgetting } from "../gc/mod.ts";
import { quote } from "./invocation.ts";
import { UsageError } from "./usage.ts";

/** The most names that are printed. */
const maxShown = 10;

/**
 * Fails for a name after `--forget` that is of nothing, or of several things.
 *
 * @throws UsageError with what there is.
 */
export function checkForgotten({ known, unclear }: Forgetting): void {
  const [first] = unclear;
  if (first === undefined) return;
  const several = first.meanings.length > 1;
  const listed = several ? first.meanings : known;
  const lines = listed.slice(0, maxShown).map((one) => `\n  ${quote(one)}`);
  if (listed.length > maxShown) {
    lines.push(`\n  and ${listed.length - maxShown} more`);
  }
  throw new UsageError(
    several
      ? `There are several things called "${first.name}" to forget; give one ` +
        `of these names:${lines.join("")}`
      : `There is nothing called "${first.name}" to forget; ` + (
        listed.length === 0
          ? "everything can be read, and no project is gone"
          : `there are:${lines.join("")}`
      ),
  );
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
