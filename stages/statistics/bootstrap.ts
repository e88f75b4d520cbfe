/**
 * The bootstrap (Efron 1979): what a mean would have been with other items of
 * the same kind, by drawing from those at hand with replacement. Draws are
 * counter-based, and so the same on every machine.
 *
 * A paired comparison resamples both sides alike: take the differences of two
 * {@linkcode resampledMeans} of the same draws.
 *
 * @module
 */

import type { Rng } from "../../pipeline/rng.ts";
import type { Interval } from "./estimate.ts";
import { mean } from "./mean.ts";

/** Which items each resample has, one resample after the other. */
export interface Resamples {
  /** Items a resample. */
  readonly size: number;
  /** How many resamples. */
  readonly count: number;
  readonly indices: Uint32Array;
}

/**
 * Draws resamples of `size` items.
 *
 * @throws {RangeError} Where there is nothing to draw from.
 */
export function resamples(rng: Rng, size: number, count: number): Resamples {
  const indices = new Uint32Array(size * count);
  for (let i = 0; i < indices.length; i++) indices[i] = rng.below(size);
  return { size, count, indices };
}

/**
 * The mean of each resample.
 *
 * @throws {RangeError} Where there are more or fewer values than the resamples
 * were drawn for.
 */
export function resampledMeans(
  values: readonly number[],
  { size, count, indices }: Resamples,
): Float64Array {
  if (values.length !== size) {
    throw new RangeError(
      `Cannot resample ${values.length} values: the draws are of ${size}`,
    );
  }
  const means = new Float64Array(count);
  for (let b = 0, at = 0; b < count; b++) {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += values[indices[at++]!]!;
    means[b] = sum / size;
  }
  return means;
}

/**
 * The 95 % percentile interval: what is left when the least and the greatest
 * 2.5 % are taken away, interpolated between neighbours.
 *
 * @param draws At least one.
 */
export function percentileInterval(draws: ArrayLike<number>): Interval {
  const sorted = Float64Array.from(draws).sort();
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const low = sorted[below]!, high = sorted[below + 1] ?? low;
    return low + (place - below) * (high - low);
  };
  return { low: at(0.025), high: at(0.975) };
}

/** The mean, over several, of their values at each place. */
export function meanOfAll(rows: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from(
    rows[0]!,
    (_, i) => mean(rows.map((row) => row[i]!)),
  );
}
