/**
 * The memory that all threads of the wasm device share: one heap in it, zeroed
 * when it is allocated and, where that is asked for, poisoned when it is freed.
 *
 * @module
 */

import { poisonBits } from "../device/device.ts";
import type { DType } from "../kernels/kernel.ts";
import { Heap, heapAlignment } from "./heap.ts";

const pageBytes = 65536;
const initialPages = 16;
const maximumPages = 65536;
/** Elements that the whole memory could hold. */
export const mostElements = maximumPages * pageBytes / 4;
/** The first 4 KiB are the threads' own words. */
const heapBegin = 4096;

/** The contents of an allocation, or a part of them. */
export type Data = Float32Array | Uint32Array;

/** How much memory a device uses. */
export interface MemoryUsage {
  /** Pieces of the heap in use: allocations, programs and their scratch. */
  readonly pieces: number;
  /** The bytes of those pieces. */
  readonly bytes: number;
  /** The bytes that the system gave. They never become fewer. */
  readonly capacity: number;
}

/** A heap inside a shared WebAssembly memory. */
export class SharedMemory {
  readonly wasm: WebAssembly.Memory = new WebAssembly.Memory({
    initial: initialPages,
    maximum: maximumPages,
    shared: true,
  });
  readonly #heap = new Heap(heapBegin, (end) => this.#grow(end));

  /** @param poison Whether what is freed or unused is filled with NaN. */
  constructor(readonly poison: boolean) {}

  get usage(): MemoryUsage {
    return {
      pieces: this.#heap.live,
      bytes: this.#heap.liveBytes,
      capacity: this.wasm.buffer.byteLength,
    };
  }

  /**
   * Gives the address of `bytes` bytes that are zero.
   *
   * @throws {RangeError} Where there is not that much memory.
   */
  allocate(bytes: number): number {
    const address = this.#heap.allocate(bytes);
    // Kernels may load what lies past an operand, but not use it.
    if (this.poison) this.fillWithPoison(address, this.#heap.bytesAt(address));
    this.bytes(address, bytes).fill(0);
    return address;
  }

  /** Takes back what {@linkcode allocate} gave. */
  free(address: number): void {
    const bytes = this.#heap.bytesAt(address);
    this.#heap.free(address);
    if (this.poison) this.fillWithPoison(address, bytes);
  }

  /** Makes every float of a piece NaN. */
  fillWithPoison(address: number, bytes: number): void {
    this.view(address, bytes / 4, "u32").fill(poisonBits);
  }

  /** A view of the memory as it is now: growing leaves old views behind. */
  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.wasm.buffer, address, length);
  }

  /** Like {@linkcode bytes}, of `length` elements. */
  view(address: number, length: number, dtype: DType): Data {
    return dtype === "f32"
      ? new Float32Array(this.wasm.buffer, address, length)
      : new Uint32Array(this.wasm.buffer, address, length);
  }

  /** Grows the memory; its last bytes stay free for kernels that overread. */
  #grow(end: number): number {
    const now = this.wasm.buffer.byteLength / pageBytes;
    const needed = Math.ceil((end + heapAlignment) / pageBytes);
    if (needed > maximumPages) {
      throw new RangeError(
        "Cannot allocate memory: the wasm device has 4 GiB in all, and " +
          `${(end / 2 ** 30).toFixed(2)} GiB would be in use`,
      );
    }
    // A quarter more than needed, so that growing stays rare.
    const wanted = Math.min(maximumPages, Math.ceil(needed * 1.25));
    for (const pages of [wanted, needed]) {
      if (pages <= now) return now * pageBytes - heapAlignment;
      try {
        this.wasm.grow(pages - now);
        return pages * pageBytes - heapAlignment;
      } catch {
        // The system has not that much; less may do.
      }
    }
    throw new RangeError(
      `Cannot allocate memory: the system refuses ${needed} pages of 64 KiB`,
    );
  }
}
