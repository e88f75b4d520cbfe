/**
 * What a device is: memory, and programs of kernels over that memory. There
 * are two, `wasm` and `webgpu`, and nothing above this interface knows which
 * one it runs on.
 *
 * @module
 */

import type { DType } from "../kernels/kernel.ts";

/**
 * Offsets inside an allocation that a program uses are multiples of this many
 * elements: 256 bytes, WebGPU's alignment of storage bindings.
 */
export const alignment = 64;

/** What a poisoning device fills memory with: a quiet NaN that stands out. */
export const poisonBits = 0x7fc5a5a5;

/** A piece of a device's memory. Its elements are zero at first. */
export interface Allocation {
  /** The number of its elements, each four bytes. */
  readonly length: number;
  readonly dtype: DType;
  /** Gives the memory back. Programs that use it must not run any more. */
  free(): void;
}

/** A run of elements of an allocation. */
export interface Location {
  readonly allocation: Allocation;
  /** In elements, a multiple of {@linkcode alignment}. */
  readonly offset: number;
  /** In elements. */
  readonly length: number;
}

/** One kernel over given memory. */
export interface Step {
  /** The kernel's name. */
  readonly kernel: string;
  /** In the order of the kernel's operands. They never overlap. */
  readonly operands: readonly Location[];
  /** In the order of the kernel's dimensions. */
  readonly dims: readonly number[];
  /** In the order of the kernel's constants. */
  readonly constants: readonly number[];
}

/** A program that a device has loaded and can run any number of times. */
export interface Executable {
  /**
   * Runs all steps in order, `times` times over. On WebGPU this only submits
   * the work; a later {@linkcode Device.read} waits for it.
   */
  run(times?: number): void;
  /** Frees what the device keeps for it. Its operands' memory stays. */
  free(): void;
}

/** The largest pieces of memory that a device takes, in elements. */
export interface Limits {
  /** Elements of one allocation. */
  readonly allocation: number;
  /** Elements of one operand of a step. */
  readonly operand: number;
}

/** A device. */
export interface Device {
  readonly kind: "wasm" | "webgpu";
  /** For example `wasm, 2 threads` or the adapter's description. */
  readonly description: string;
  /**
   * Whether memory that is freed, and scratch memory that no step has written
   * yet, is filled with {@linkcode poisonBits}, so that who reads it gets NaN.
   * For finding errors: it costs time.
   */
  readonly poison: boolean;
  readonly limits: Limits;
  /**
   * Floating-point operations of all programs that it has run so far, as
   * `work.ts` counts them: a whole number, exact up to 2^53. What it runs
   * decides, not how: it is the same with any number of threads and with any
   * tiles.
   */
  readonly work: number;
  /** @throws {RangeError} Where the device has not that much memory. */
  allocate(length: number, dtype?: DType): Allocation;
  /** Copies `data` to `allocation`, from element `offset` on. */
  write(
    allocation: Allocation,
    data: Float32Array | Uint32Array,
    offset?: number,
  ): void;
  /** Waits for submitted work and copies elements out. */
  read(
    allocation: Allocation,
    offset?: number,
    length?: number,
  ): Promise<Float32Array | Uint32Array>;
  load(steps: readonly Step[]): Executable;
  /** Ends the device: its threads, its memory. */
  destroy(): void;
}
