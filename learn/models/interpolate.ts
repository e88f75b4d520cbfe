/**
 * Weights between and beyond two models of one shape (arXiv 2404.16792):
 *
 *   theta = from + alpha (to - from)
 *
 * with alpha between 0 and 1 an interpolation, above 1 an extrapolation (ExPO).
 *
 * @module
 */

/**
 * Interpolates flat values. Each is computed as (1 - alpha) from + alpha to in
 * float64 and rounded once, to float32; alpha 0 and 1 give the models
 * themselves, bit for bit.
 *
 * @throws {RangeError} Where there are not as many of both.
 */
export function interpolate(
  from: Float32Array,
  to: Float32Array,
  alpha: number,
): Float32Array {
  if (from.length !== to.length) {
    throw new RangeError(
      `Cannot interpolate between ${from.length} and ${to.length} values`,
    );
  }
  if (alpha === 0) return from.slice();
  if (alpha === 1) return to.slice();
  return from.map((x, i) => (1 - alpha) * x + alpha * to[i]!);
}
