/**
 * How exactly a device computes single operations. The error bounds of whole
 * kernels in `bounds/` follow from these figures; docs/numerics.md says where
 * they come from.
 *
 * @module
 */

/** Error bounds of single float32 operations. */
export interface Accuracy {
  /** Relative error of a sum, difference or product. */
  readonly unit: number;
  /** Relative error of a quotient. */
  readonly divide: number;
  /** Relative error of a square root, and of one over it. */
  readonly squareRoot: number;
  /** Relative error of e^x. */
  exp(x: number): number;
  /** Absolute error of log x, given its value. */
  log(value: number): number;
  /** Absolute error of erf. */
  readonly erf: number;
  /** What may be lost where a value is too small for a normal float32. */
  readonly tiny: number;
}

const ulp = 2 ** -23;

/**
 * IEEE 754 arithmetic with functions compiled into the module: sums, products,
 * quotients and roots are rounded to nearest, functions are within 4 ulp.
 */
export const ieee: Accuracy = {
  unit: ulp / 2,
  divide: ulp / 2,
  squareRoot: ulp,
  exp: () => 4 * ulp,
  log: (value) => 4 * ulp * Math.abs(value) + 2 ** -126,
  erf: 8 * ulp,
  tiny: 2 ** -126,
};

/**
 * What the WGSL specification allows ("Floating point accuracy"): results may
 * be rounded to either neighbour, subnormal numbers may become zero, and the
 * error of e^x grows with x.
 */
export const wgsl: Accuracy = {
  unit: ulp,
  divide: 2.5 * ulp,
  squareRoot: 5 * ulp,
  exp: (x) => (3 + 2 * Math.abs(x)) * ulp,
  log: (value) => Math.max(3 * ulp * Math.abs(value), 2 ** -21),
  erf: 1e-6,
  tiny: 2 ** -120,
};

/**
 * Bounds the error of a sum of k terms in any order, or of a product of k
 * factors, relative to the sum of the terms' absolute values.
 */
export function gamma(k: number, { unit }: Accuracy): number {
  return k * unit / (1 - k * unit);
}
