/**
 * Values of the engine's types with nothing in them, for tests that care for a
 * field or two.
 *
 * @module
 */

import type { Roots } from "../gc/roots.ts";
import type { Ending } from "../run/process.ts";

/** How a process ended: with code 1 and without a word, but for some fields. */
export function makeEnding(fields: Partial<Ending> = {}): Ending {
  return {
    code: 1,
    signal: null,
    tail: [],
    last: [],
    exceeded: null,
    peak: null,
    ...fields,
  };
}

/** Roots that keep nothing, but for some fields. */
export function makeRoots(fields: Partial<Roots> = {}): Roots {
  return {
    locked: new Set(),
    keys: new Set(),
    digests: new Set(),
    locks: [],
    pins: [],
    places: 0,
    projects: [],
    gone: [],
    plain: [],
    uses: new Map(),
    faults: [],
    forgetting: { known: [], forgotten: new Set(), unclear: [] },
    ...fields,
  };
}
