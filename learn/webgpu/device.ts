/**
 * The `webgpu` device: the kernels in WGSL, on whatever adapter the machine
 * offers. It needs no permission and no flag.
 *
 * @module
 */

import type {
  Allocation,
  Device,
  Executable,
  Limits,
  Step,
} from "../device/device.ts";
import type { DType } from "../kernels/kernel.ts";
import { describe, requestAdapter, requestDevice } from "./adapter.ts";
import { Context } from "./context.ts";
import { bytesEach, Memory, memoryOf, Reader, writeMemory } from "./memory.ts";
import { Program } from "./program.ts";
import { checkTable, type TunedTable } from "./tuning/table.ts";

export { NoAdapterError } from "./adapter.ts";
export { WebGpuError } from "./context.ts";

/** How to open the device. */
export interface WebGpuOptions {
  /** Where adapters come from: `navigator.gpu` if not given. */
  readonly gpu?: GPU;
  /** The description of the adapter that it must be; any if not given. */
  readonly adapter?: string | undefined;
  /** See {@linkcode Device.poison}. */
  readonly poison?: boolean;
  /** Configurations of matrix products that were measured on this adapter. */
  readonly tuned?: TunedTable | undefined;
}

/**
 * Opens the `webgpu` device.
 *
 * @throws {NoAdapterError} Where there is no adapter.
 * @throws {Error} Where it is another than it must be.
 * @throws {TypeError} Where the table is another adapter's.
 */
export async function createWebGpuDevice(
  options: WebGpuOptions = {},
): Promise<Device> {
  const adapter = await requestAdapter(options.gpu);
  const { description, software } = describe(adapter);
  const { adapter: wanted = description, tuned } = options;
  if (description !== wanted) {
    throw new Error(
      `Cannot compute on "${wanted}": WebGPU gave the adapter ` +
        `"${description}"; make it the only one that it can choose`,
    );
  }
  if (tuned) checkTable(tuned, description);
  const gpu = await requestDevice(adapter);
  const products = { software, limits: gpu.limits, tuned };
  return new WebGpuDevice(
    new Context(gpu, description, { products }, options.poison),
  );
}

class WebGpuDevice implements Device {
  readonly kind = "webgpu";
  readonly #context: Context;
  readonly #reader: Reader;

  constructor(context: Context) {
    this.#context = context;
    this.#reader = new Reader(context);
  }

  get description(): string {
    return this.#context.description;
  }

  get poison(): boolean {
    return this.#context.poison;
  }

  get limits(): Limits {
    const { limits } = this.#context.gpu;
    return {
      allocation: Math.floor(limits.maxBufferSize / bytesEach),
      operand: Math.floor(limits.maxStorageBufferBindingSize / bytesEach),
    };
  }

  get work(): number {
    return this.#context.work;
  }

  allocate(length: number, dtype: DType = "f32"): Allocation {
    this.#context.check();
    return new Memory(this.#context, length, dtype);
  }

  write(
    allocation: Allocation,
    data: Float32Array | Uint32Array,
    offset = 0,
  ): void {
    this.#context.check();
    writeMemory(memoryOf(this.#context, allocation), data, offset);
  }

  // Errors reach the caller as a rejected promise, never as an exception.
  async read(
    allocation: Allocation,
    offset = 0,
    length: number = allocation.length - offset,
  ): Promise<Float32Array | Uint32Array> {
    this.#context.check();
    const memory = memoryOf(this.#context, allocation);
    return await this.#reader.read(memory, offset, length);
  }

  load(steps: readonly Step[]): Executable {
    this.#context.check();
    return new Program(this.#context, steps);
  }

  destroy(): void {
    this.#context.destroy();
  }
}
