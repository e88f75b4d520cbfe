/**
 * Shape classes of matrix products. Products of a class are computed by the
 * same configuration: they have the same layout, read single numbers or vectors
 * of four, and have m, n and k between the same powers of two.
 *
 * @module
 */

import { isWide, type Layout } from "../kernels/matmul_tile.ts";

/**
 * A class as text: `nt 12 6 6 wide` has m from 2049 to 4096, n and k from 33 to
 * 64 and reads vectors.
 */
export type ShapeClass = string;

/** The class of a product's dimensions. */
export function classOf(
  layout: Layout,
  m: number,
  n: number,
  k: number,
): ShapeClass {
  const wide = isWide(layout, m, n, k) ? "wide" : "narrow";
  return `${layout} ${[m, n, k].map(logarithm).join(" ")} ${wide}`;
}

/** The logarithm to the base 2, rounded up. */
const logarithm = (x: number) => x <= 1 ? 0 : 32 - Math.clz32(x - 1);

/** What a class's text says: logarithms of the dimensions, rounded up. */
export function dimensionsOf(shape: ShapeClass): {
  layout: string;
  m: number;
  n: number;
  k: number;
  wide: boolean;
} {
  const [layout = "", m, n, k, wide] = shape.split(" ");
  return {
    layout,
    m: Number(m),
    n: Number(n),
    k: Number(k),
    wide: wide === "wide",
  };
}

/** Whether a text is a class's. */
export function isShapeClass(text: string): boolean {
  return /^(nn|nt|tn) \d\d? \d\d? \d\d? (wide|narrow)$/.test(text);
}
