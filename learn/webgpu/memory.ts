/**
 * A WebGPU device's memory: one buffer an allocation, and staging buffers that
 * results are read through.
 *
 * @module
 */

import type { Allocation } from "../device/device.ts";
import type { DType } from "../kernels/kernel.ts";
import type { Context } from "./context.ts";

/** Bytes of an element. */
export const bytesEach = 4;

/** An allocation and its buffer. */
export class Memory implements Allocation {
  readonly buffer: GPUBuffer;
  #freed = false;

  constructor(
    readonly context: Context,
    readonly length: number,
    readonly dtype: DType,
  ) {
    const bytes = length * bytesEach, most = context.gpu.limits.maxBufferSize;
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new RangeError(`Cannot allocate ${length} elements`);
    }
    if (bytes > most) {
      throw new RangeError(
        `Cannot allocate ${bytes} bytes: "${context.description}" allows ` +
          `${most} at most in one piece`,
      );
    }
    this.buffer = context.buffer(
      "an allocation",
      Math.max(bytes, bytesEach),
      GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC |
        GPUBufferUsage.COPY_DST,
    );
  }

  get freed(): boolean {
    return this.#freed;
  }

  free(): void {
    this.#freed = true;
    this.buffer.destroy();
  }
}

/** Recognises this device's own memory. */
export function memoryOf(context: Context, allocation: Allocation): Memory {
  if (!(allocation instanceof Memory) || allocation.context !== context) {
    throw new TypeError("The allocation belongs to another device");
  }
  if (allocation.freed) throw new TypeError("The allocation was freed");
  return allocation;
}

/** Checks a range of elements. The driver would end the process instead. */
function checkRange(memory: Memory, offset: number, length: number) {
  const fits = Number.isSafeInteger(offset) && Number.isSafeInteger(length) &&
    offset >= 0 && length >= 0 && offset + length <= memory.length;
  if (!fits) {
    throw new RangeError(
      `Elements ${offset} to ${offset + length} lie outside of an allocation ` +
        `of ${memory.length}`,
    );
  }
}

/** Copies elements to the device. */
export function writeMemory(
  memory: Memory,
  data: Float32Array | Uint32Array,
  offset: number,
): void {
  const type = data instanceof Float32Array ? "f32" : "u32";
  if (type !== memory.dtype) {
    throw new TypeError(`Cannot write ${type} to memory of ${memory.dtype}`);
  }
  checkRange(memory, offset, data.length);
  if (data.length === 0) return;
  // WebGPU does not take views of shared memory.
  const own = data.buffer instanceof ArrayBuffer ? data : data.slice();
  const { backlog } = memory.context;
  backlog.queue.writeBuffer(
    memory.buffer,
    offset * bytesEach,
    own as Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>,
  );
  backlog.written(own.byteLength);
}

/** Reads through staging buffers, which are kept for the next read. */
export class Reader {
  readonly #free: GPUBuffer[] = [];

  constructor(readonly context: Context) {}

  /** Copies elements out, after all work submitted so far. */
  async read(
    memory: Memory,
    offset: number,
    length: number,
  ): Promise<Float32Array | Uint32Array> {
    checkRange(memory, offset, length);
    const { gpu, backlog } = this.context, bytes = length * bytesEach;
    if (length === 0) {
      return memory.dtype === "f32" ? new Float32Array() : new Uint32Array();
    }
    const staging = this.#take(bytes);
    const encoder = gpu.createCommandEncoder();
    encoder.copyBufferToBuffer(
      memory.buffer,
      offset * bytesEach,
      staging,
      0,
      bytes,
    );
    gpu.queue.submit([encoder.finish()]);
    // More may be handed over while this waits.
    const { mark } = backlog;
    // Deno waits some ten milliseconds here, whatever the size: read rarely.
    try {
      await staging.mapAsync(GPUMapMode.READ, 0, bytes);
    } catch (error) {
      throw await this.context.failureOf("cannot read", error);
    }
    backlog.settled(mark);
    const copy = staging.getMappedRange(0, bytes).slice(0);
    staging.unmap();
    this.#free.push(staging);
    this.context.check();
    return memory.dtype === "f32"
      ? new Float32Array(copy)
      : new Uint32Array(copy);
  }

  /** A staging buffer of at least that size that no other read uses. */
  #take(bytes: number): GPUBuffer {
    const fitting = this.#free.findIndex(({ size }) => size >= bytes);
    if (fitting >= 0) return this.#free.splice(fitting, 1)[0]!;
    // What is too small now would be so again: it makes place for the new one.
    this.#free.pop()?.destroy();
    return this.context.buffer(
      "reading",
      bytes,
      GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    );
  }
}
