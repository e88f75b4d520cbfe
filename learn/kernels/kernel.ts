/**
 * What a kernel is, before any device: a name, its operands, its dimensions,
 * and a float64 reference that says exactly what it computes. The `wasm` and
 * `webgpu` devices implement these kernels, and their tests compare each with
 * its reference.
 *
 * Each kernel's docstring bounds how far a device may lie off, in terms of the
 * device's single operations: u is the relative error of a sum, difference or
 * product, gamma(k) = k u / (1 - k u) that of k of them in any order. Subnormal
 * results may be lost beside. `learn/testing/bounds` holds the same as code,
 * docs/numerics.md the figures.
 *
 * @module
 */

/** Element types. Both are four bytes wide. */
export type DType = "f32" | "u32";

/** How a kernel uses an operand. */
export type Access = "read" | "write" | "read-write";

/** One operand of a kernel. */
export interface Operand {
  readonly name: string;
  readonly dtype: DType;
  readonly access: Access;
  /** The number of its elements, given the kernel's dimensions. */
  length(dims: Dims): number;
}

/**
 * Dimensions by name: unsigned 32-bit integers. They may be 0; a sum of no terms
 * is 0.
 */
export type Dims = Readonly<Record<string, number>>;

/** An array that a reference reads or writes: float64, or uint32 for ids. */
export type Values = Float64Array | Uint32Array;

/** A kernel's declaration and reference. */
export interface Kernel {
  readonly name: string;
  readonly doc: string;
  readonly operands: readonly Operand[];
  /** Names of its dimensions, in the order in which devices receive them. */
  readonly dims: readonly string[];
  /** Names of its float constants, likewise. */
  readonly constants: readonly string[];
  /** Floating-point operations, for shares of peak. */
  flops(dims: Dims): number;
  /** Computes the written operands from the read ones, in float64. */
  reference(
    operands: readonly Values[],
    dims: Dims,
    constants: readonly number[],
  ): void;
}

type Length = (dims: Dims) => number;

/** An operand that a kernel reads. */
export function read(
  name: string,
  length: Length,
  dtype: DType = "f32",
): Operand {
  return { name, dtype, access: "read", length };
}

/** An operand that a kernel writes whole, without reading it. */
export function write(
  name: string,
  length: Length,
  dtype: DType = "f32",
): Operand {
  return { name, dtype, access: "write", length };
}

/** An operand that a kernel updates in place. */
export function update(
  name: string,
  length: Length,
  dtype: DType = "f32",
): Operand {
  return { name, dtype, access: "read-write", length };
}

/** The length that is a product of dimensions: `size("rows", "columns")`. */
export function size(...names: string[]): Length {
  return (dims) => names.reduce((n, name) => n * dims[name]!, 1);
}
