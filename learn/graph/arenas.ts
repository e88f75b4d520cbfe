/**
 * The memory of temporaries. Programs of which one runs at a time have it in
 * common: their temporaries do not outlast a run.
 *
 * @module
 */

import {
  alignment,
  type Allocation,
  type Device,
  type Location,
  type Step,
} from "../device/device.ts";
import { poison } from "../kernels/elementwise.ts";
import type { DType } from "../kernels/kernel.ts";

/** Something for each type of element. */
export type ByType<T> = Readonly<Record<DType, T>>;

/** Arenas of one device. On one that poisons, they hold NaN at first. */
export class Arenas {
  readonly #made: Allocation[] = [];
  readonly #newest: Record<DType, Allocation[]> = { f32: [], u32: [] };

  constructor(readonly device: Device) {}

  /**
   * Arenas of these lengths at least: those that are there, as far as they
   * suffice. What was given before stays as it is.
   */
  give(lengths: ByType<readonly number[]>): ByType<readonly Allocation[]> {
    return { f32: this.#give(lengths, "f32"), u32: this.#give(lengths, "u32") };
  }

  #give(lengths: ByType<readonly number[]>, dtype: DType): Allocation[] {
    const { device } = this;
    return lengths[dtype].map((length, i) => {
      const there = this.#newest[dtype][i];
      if (there && there.length >= length) return there;
      const arena = device.allocate(length, dtype);
      this.#made.push(arena);
      if (device.poison && dtype === "f32") poisonAll(device, arena);
      return this.#newest[dtype][i] = arena;
    });
  }

  /** Gives the device's memory back. Programs must not run any more. */
  free(): void {
    for (const arena of this.#made.splice(0)) arena.free();
    this.#newest.f32 = [];
    this.#newest.u32 = [];
  }
}

/** The step that poisons a temporary. */
export function poisonStep(place: Location): Step {
  return {
    kernel: poison.name,
    operands: [place],
    dims: [place.length],
    constants: [],
  };
}

/** Poisons an allocation, in pieces that a step may work on. */
function poisonAll(device: Device, allocation: Allocation): void {
  const { operand } = device.limits;
  const most = operand === Infinity ? operand : operand - operand % alignment;
  const steps: Step[] = [];
  for (let offset = 0; offset < allocation.length; offset += most) {
    const length = Math.min(most, allocation.length - offset);
    steps.push(poisonStep({ allocation, offset, length }));
  }
  const program = device.load(steps);
  program.run();
  program.free();
}
