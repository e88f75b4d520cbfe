/**
 * Operands and steps for tests of a device.
 *
 * @module
 */

import type { Device, Location, Step } from "../device/device.ts";

/** An allocation of its own. */
export function whole(device: Device, length: number): Location {
  return { allocation: device.allocate(length), offset: 0, length };
}

/** A step that copies. */
export function copyStep(from: Location, to: Location): Step {
  return {
    kernel: "copy",
    operands: [from, to],
    dims: [from.length],
    constants: [],
  };
}
