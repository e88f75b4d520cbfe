/**
 * Stages that stand between two others in one of two lineages only. Without
 * this, the stage before and the one in between would be taken for the same
 * stage, and all before them be compared with what it is not.
 *
 * @module
 */

import type { Execution } from "./execution.ts";

/** Which executions made what another one read. */
export type OriginsOf<E extends Execution> = (execution: E) => Iterable<E>;

/** The most executions that are looked through. */
const mostSeen = 200;

/**
 * The nearest execution before another one that is in the place of a third: of
 * the same stage, or else of the same kind; null without one.
 */
function findBefore<E extends Execution>(
  origins: OriginsOf<E>,
  start: E,
  sought: E,
): E | null {
  const seen = new Set([start]);
  let alike: E | null = null;
  for (const record of seen) {
    for (const origin of origins(record)) {
      if (origin.stage === sought.stage) return origin;
      if (origin.preimage.kind === sought.preimage.kind) alike ??= origin;
      if (seen.size < mostSeen) seen.add(origin);
    }
  }
  return alike;
}

/** Two executions in the same place, and what else stands before one of them. */
export interface Aligned<E extends Execution> {
  readonly pair: readonly [E, E];
  /** In words; null where nothing does. */
  readonly line: string | null;
}

/**
 * Finds which executions are in the same place, of two that made one input.
 *
 * @param from What made it before, read by `a`.
 * @param to What made it after, read by `b`.
 */
export function align<E extends Execution>(
  origins: OriginsOf<E>,
  [a, from]: readonly [E, E],
  [b, to]: readonly [E, E],
): Aligned<E> {
  const isSame = from.stage === to.stage ||
    from.preimage.kind === to.preimage.kind;
  if (!isSame) {
    const added = findBefore(origins, to, from);
    if (added !== null) {
      const line = `${to.stage} stands between ${added.stage} and ${b.stage}`;
      return { pair: [from, added], line };
    }
    const gone = findBefore(origins, from, to);
    if (gone !== null) {
      const line = `${from.stage} no longer stands between ${gone.stage} and ` +
        a.stage;
      return { pair: [gone, to], line };
    }
  }
  return { pair: [from, to], line: null };
}
