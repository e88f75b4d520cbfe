/**
 * The `wasm` device: kernels in WebAssembly with 128-bit vectors, on any number
 * of threads. Results are the same bytes on every machine and with every number
 * of threads; learn/wasm/README.md says why.
 *
 * @module
 */

import type {
  Allocation,
  Device,
  Executable,
  Location,
  Step,
} from "../device/device.ts";
import type { DType } from "../kernels/kernel.ts";
import { encodeSteps, stepBytes } from "./encode.ts";
import { Heap, heapAlignment } from "./heap.ts";
import { module } from "./module.js";
import { type Exports, instantiate, startThread } from "./threads.ts";

const pageBytes = 65536;
const initialPages = 16;
const maximumPages = 65536;
const maximumThreads = 256;
/** The first 4 KiB are the threads' own words. */
const heapBegin = 4096;

type Data = Float32Array | Uint32Array;

class WasmAllocation implements Allocation {
  freed = false;

  constructor(
    readonly device: WasmDevice,
    readonly address: number,
    readonly length: number,
    readonly dtype: DType,
  ) {}

  free(): void {
    if (this.freed) throw new Error("Cannot free an allocation twice");
    this.freed = true;
    this.device.release(this.address);
  }
}

class WasmDevice implements Device {
  readonly kind = "wasm";
  readonly description: string;
  readonly #memory: WebAssembly.Memory;
  readonly #exports: Exports;
  readonly #threads: number;
  readonly #workers: readonly Worker[];
  readonly #heap: Heap;
  #destroyed = false;

  constructor(
    memory: WebAssembly.Memory,
    exports: Exports,
    workers: readonly Worker[],
  ) {
    this.#memory = memory;
    this.#exports = exports;
    this.#workers = workers;
    this.#threads = workers.length + 1;
    this.#heap = new Heap(heapBegin, (end) => this.#grow(end));
    this.description = this.#threads === 1
      ? "wasm, 1 thread"
      : `wasm, ${this.#threads} threads`;
  }

  allocate(length: number, dtype: DType = "f32"): Allocation {
    this.#check("allocate memory");
    if (!Number.isInteger(length) || length < 0) {
      throw new RangeError(`Cannot allocate "${length}" elements`);
    }
    const address = this.#allocateBytes(4 * length);
    return new WasmAllocation(this, address, length, dtype);
  }

  write(allocation: Allocation, data: Data, offset = 0): void {
    this.#check("write memory");
    const { address, dtype } = this.#own(allocation);
    if ((data instanceof Float32Array ? "f32" : "u32") !== dtype) {
      throw new TypeError(
        `Cannot write a ${data.constructor.name} to an allocation of ${dtype}`,
      );
    }
    checkRange("write", allocation, offset, data.length);
    this.#view(address + 4 * offset, data.length, dtype).set(data);
  }

  // deno-lint-ignore require-await
  async read(
    allocation: Allocation,
    offset = 0,
    length: number = allocation.length - offset,
  ): Promise<Data> {
    this.#check("read memory");
    const { address, dtype } = this.#own(allocation);
    checkRange("read", allocation, offset, length);
    return this.#view(address + 4 * offset, length, dtype).slice();
  }

  load(steps: readonly Step[]): Executable {
    this.#check("load a program");
    const used = new Set<WasmAllocation>();
    const bytes = encodeSteps(steps, (location: Location) => {
      const allocation = this.#own(location.allocation);
      used.add(allocation);
      return allocation.address + 4 * location.offset;
    });
    const program = this.#allocateBytes(bytes.length);
    this.#bytes(program, bytes.length).set(bytes);
    const scratch = this.#prepare(program, steps.length);
    let loaded = true;
    return {
      run: (times = 1) => {
        this.#check("run a program");
        if (!loaded) throw new Error("Cannot run a program after its free()");
        if (!Number.isInteger(times) || times < 0 || times > 0xffffffff) {
          throw new RangeError(`Cannot run a program "${times}" times`);
        }
        for (const { freed } of used) {
          if (freed) {
            throw new Error("Cannot run a program whose memory was freed");
          }
        }
        if (!this.#exports.run(program, steps.length, times)) {
          throw new Error("Cannot run a program: a thread of the device ended");
        }
      },
      free: () => {
        if (!loaded) throw new Error("Cannot free a program twice");
        loaded = false;
        this.release(program);
        if (scratch !== undefined) this.release(scratch);
      },
    };
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#exports.end();
    for (const worker of this.#workers) worker.terminate();
  }

  /** Gives an address back to the heap. */
  release(address: number): void {
    if (!this.#destroyed) this.#heap.free(address);
  }

  /** Cuts steps into tasks and gives them scratch, which steps share. */
  #prepare(program: number, steps: number): number | undefined {
    let shared = 0, own = 0;
    for (let i = 0; i < steps; i++) {
      const step = program + i * stepBytes;
      this.#exports.prepare(step);
      shared = Math.max(shared, this.#exports.sharedScratchOf(step) >>> 0);
      own = Math.max(own, this.#exports.privateScratchOf(step) >>> 0);
    }
    const round = (n: number) => Math.ceil(n / heapAlignment) * heapAlignment;
    shared = round(shared);
    own = round(own);
    const total = shared + own * this.#threads;
    if (total === 0) return undefined;
    const scratch = this.#allocateBytes(total);
    for (let i = 0; i < steps; i++) {
      const words = new Uint32Array(
        this.#memory.buffer,
        program + i * stepBytes,
        stepBytes / 4,
      );
      words[3] = scratch;
      words[4] = scratch + shared;
      words[5] = own;
    }
    return scratch;
  }

  #allocateBytes(bytes: number): number {
    const address = this.#heap.allocate(bytes);
    this.#bytes(address, bytes).fill(0);
    return address;
  }

  /** Grows the memory; its last bytes stay free for kernels that overread. */
  #grow(end: number): number {
    const now = this.#memory.buffer.byteLength / pageBytes;
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
        this.#memory.grow(pages - now);
        return pages * pageBytes - heapAlignment;
      } catch {
        // The system has not that much; less may do.
      }
    }
    throw new RangeError(
      `Cannot allocate memory: the system refuses ${needed} pages of 64 KiB`,
    );
  }

  /** A view of the memory as it is now: growing leaves old views behind. */
  #bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, address, length);
  }

  #view(address: number, length: number, dtype: DType): Data {
    return dtype === "f32"
      ? new Float32Array(this.#memory.buffer, address, length)
      : new Uint32Array(this.#memory.buffer, address, length);
  }

  #own(allocation: Allocation): WasmAllocation {
    if (
      !(allocation instanceof WasmAllocation) || allocation.device !== this
    ) {
      throw new TypeError("Cannot use an allocation of another device");
    }
    if (allocation.freed) {
      throw new Error("Cannot use an allocation after its free()");
    }
    return allocation;
  }

  #check(attempt: string) {
    if (this.#destroyed) {
      throw new Error(`Cannot ${attempt}: the device was destroyed`);
    }
  }
}

function checkRange(
  attempt: string,
  { length }: Allocation,
  offset: number,
  count: number,
) {
  const whole = Number.isInteger(offset) && Number.isInteger(count);
  if (whole && offset >= 0 && count >= 0 && offset + count <= length) return;
  throw new RangeError(
    `Cannot ${attempt} ${count} elements from element ${offset} on, in an ` +
      `allocation of ${length}`,
  );
}

/** Opens the device. `threads` counts the calling thread. */
export async function createWasmDevice(
  { threads }: { threads: number },
): Promise<Device> {
  if (!Number.isInteger(threads) || threads < 1 || threads > maximumThreads) {
    throw new RangeError(
      `Cannot open the wasm device with "${threads}" threads: give a whole ` +
        `number from 1 to ${maximumThreads}`,
    );
  }
  const memory = new WebAssembly.Memory({
    initial: initialPages,
    maximum: maximumPages,
    shared: true,
  });
  const exports = instantiate(module, memory);
  exports.start(0);
  const workers = await Promise.all(
    Array.from(
      { length: threads - 1 },
      (_, i) => startThread(module, memory, i + 1),
    ),
  );
  return new WasmDevice(memory, exports, workers);
}
