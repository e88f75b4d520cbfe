/**
 * A device that runs the kernels' float64 references: slow, and the yardstick
 * for the others.
 *
 * @module
 */

import type { Allocation, Device, Limits, Location } from "../device/device.ts";
import { flopsOf } from "../device/work.ts";
import { kernelByName } from "../kernels/mod.ts";
import type { DType, Values } from "../kernels/kernel.ts";

interface Memory extends Allocation {
  readonly values: Values;
}

/** How to open the device. */
export interface ReferenceOptions {
  /** None if not given. */
  readonly limits?: Limits;
  /** See {@linkcode Device.poison}. */
  readonly poison?: boolean;
}

/** Opens a device that computes in float64. */
export function createReferenceDevice(
  {
    limits = { allocation: Infinity, operand: Infinity },
    poison = false,
  }: ReferenceOptions = {},
): Device & {
  /** Reads without rounding to float32. */
  values(allocation: Allocation): Values;
} {
  const at = ({ allocation, offset, length }: Location) =>
    (allocation as Memory).values.subarray(offset, offset + length);
  let work = 0;
  return {
    kind: "wasm",
    description: "float64 references",
    poison,
    limits,
    get work() {
      return work;
    },
    allocate(length: number, dtype: DType = "f32"): Memory {
      if (length > limits.allocation) {
        throw new RangeError(
          `Cannot allocate ${length} elements: the limit is ` +
            `${limits.allocation}`,
        );
      }
      return {
        length,
        dtype,
        values: dtype === "f32"
          ? new Float64Array(length)
          : new Uint32Array(length),
        free() {},
      };
    },
    write(allocation, data, offset = 0) {
      (allocation as Memory).values.set(data, offset);
    },
    read(allocation, offset = 0, length = allocation.length - offset) {
      const part = (allocation as Memory).values.subarray(
        offset,
        offset + length,
      );
      return Promise.resolve(
        allocation.dtype === "f32"
          ? Float32Array.from(part)
          : Uint32Array.from(part),
      );
    },
    values: (allocation) => (allocation as Memory).values,
    load(steps) {
      for (const { operands, kernel } of steps) {
        const longest = Math.max(...operands.map(({ length }) => length));
        if (longest > limits.operand) {
          throw new RangeError(
            `Cannot load kernel "${kernel}" with an operand of ${longest} ` +
              `elements: the limit is ${limits.operand}`,
          );
        }
      }
      const flops = flopsOf(steps);
      return {
        run(times = 1) {
          work += times * flops;
          for (let i = 0; i < times; i++) {
            for (const step of steps) {
              const kernel = kernelByName.get(step.kernel)!;
              kernel.reference(
                step.operands.map(at),
                Object.fromEntries(
                  kernel.dims.map((name, i) => [name, step.dims[i]!]),
                ),
                step.constants,
              );
            }
          }
        },
        free() {},
      };
    },
    destroy() {},
  };
}
