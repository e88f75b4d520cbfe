/**
 * Bounds on the rounding errors of generation: moving tokens and the cache is
 * exact. Cached attention is in `attention.ts`, and sampling is judged by
 * `../sampling.ts`.
 *
 * @module
 */

import { type BoundsByName, exact } from "./bound.ts";

/** Bounds by the kernel's name. */
export const decodeBounds: BoundsByName = {
  read_token: exact,
  append_cache: exact,
  advance_position: exact,
};
