/**
 * Bounds on the rounding errors of rotary embedding.
 *
 * @module
 */

import type { Bounds, BoundsByName, Result } from "./bound.ts";

/** Two products and their sum, all no greater than a and b together. */
function rotary({ kernel, before, accuracy }: Result): Bounds {
  let top = 0;
  for (const { name, dtype, access } of kernel.operands) {
    if (dtype === "u32" || access !== "read") continue;
    if (name === "cos" || name === "sin") continue;
    for (const value of before[name]!) top = Math.max(top, Math.abs(value));
  }
  return Object.fromEntries(
    kernel.operands.filter(({ access }) => access === "write").map((
      { name },
    ) => [name, () => 4 * accuracy.unit * top]),
  );
}

/** Bounds by the kernel's name. */
export const rotaryBounds: BoundsByName = {
  split_rotary: rotary,
  split_rotary_grad: rotary,
};
