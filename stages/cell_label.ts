/**
 * The label of a cell of the sweep: the recipe names stages by it, and the
 * comparison finds a cell's injection by it.
 *
 * @module
 */

/** Where something stands in the sweep. */
export interface Place {
  /** The kind of low quality. */
  readonly kind: string;
  /** The share of low-quality rows among the base's pre-training data. */
  readonly baseRatio: number;
  /** That share among the demonstrations; null where there are none. */
  readonly ratio: number | null;
  readonly seed: number;
}

/**
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const cell = { kind: "truncated", baseRatio: 0.7, seed: 1 };
 * assert.equal(
 *   cellLabel({ ...cell, ratio: 0.35 }),
 *   "truncated/base=0.7/ratio=0.35/seed=1",
 * );
 * assert.equal(
 *   cellLabel({ ...cell, ratio: null }),
 *   "truncated/base=0.7/seed=1",
 * );
 * ```
 */
export function cellLabel({ kind, baseRatio, ratio, seed }: Place): string {
  const shown = ratio === null ? "" : `/ratio=${ratio}`;
  return `${kind}/base=${baseRatio}${shown}/seed=${seed}`;
}
