/**
 * Several kernels as one node of a recording, for what has to go through memory
 * piece by piece. What the pieces share while it runs is an operand that it
 * writes and nobody reads.
 *
 * @module
 */

import type { Location, Step } from "../device/device.ts";
import type { Kernel } from "../kernels/kernel.ts";

/** Declared like a kernel, but no device knows it: a plan expands it. */
export interface Composite extends Pick<Kernel, "name" | "operands" | "dims"> {
  /** The steps over given memory, in the order in which they run. */
  expand(
    operands: readonly Location[],
    dims: Readonly<Record<string, number>>,
  ): Step[];
}
