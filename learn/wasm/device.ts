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
  Limits,
  Location,
  Step,
} from "../device/device.ts";
import { flopsOf } from "../device/work.ts";
import type { DType } from "../kernels/kernel.ts";
import { encodeSteps, stepBytes } from "./encode.ts";
import { heapAlignment } from "./heap.ts";
import {
  type Data,
  type MemoryUsage,
  mostElements,
  SharedMemory,
} from "./memory.ts";
import { module } from "./module.js";
import { type Exports, instantiate, startThread } from "./threads.ts";

const maximumThreads = 256;

/** How {@linkcode createWasmDevice} opens the device. */
export interface WasmDeviceOptions {
  /** Counts the calling thread. */
  readonly threads: number;
  /** See {@linkcode Device.poison}. */
  readonly poison?: boolean;
}

/** The `wasm` device. */
export interface WasmDevice extends Device {
  readonly kind: "wasm";
  /** How much memory is in use now. */
  readonly usage: MemoryUsage;
  /** How many of its threads sleep, and so need no processor. */
  readonly sleeping: number;
}

/** The scratch memory of a program. */
interface Scratch {
  readonly address: number;
  readonly bytes: number;
}

class WasmAllocation implements Allocation {
  freed = false;

  constructor(
    readonly device: ThreadedDevice,
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

class ThreadedDevice implements WasmDevice {
  readonly kind = "wasm";
  readonly description: string;
  readonly limits: Limits = { allocation: mostElements, operand: mostElements };
  readonly #memory: SharedMemory;
  readonly #exports: Exports;
  readonly #threads: number;
  readonly #workers: readonly Worker[];
  #work = 0;
  #destroyed = false;

  constructor(
    memory: SharedMemory,
    exports: Exports,
    workers: readonly Worker[],
  ) {
    this.#memory = memory;
    this.#exports = exports;
    this.#workers = workers;
    this.#threads = workers.length + 1;
    this.description = this.#threads === 1
      ? "wasm, 1 thread"
      : `wasm, ${this.#threads} threads`;
  }

  get poison(): boolean {
    return this.#memory.poison;
  }

  get sleeping(): number {
    return this.#exports.sleeping();
  }

  get work(): number {
    return this.#work;
  }

  get usage(): MemoryUsage {
    return this.#memory.usage;
  }

  allocate(length: number, dtype: DType = "f32"): Allocation {
    this.#check("allocate memory");
    if (!Number.isInteger(length) || length < 0) {
      throw new RangeError(`Cannot allocate "${length}" elements`);
    }
    const address = this.#memory.allocate(4 * length);
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
    this.#memory.view(address + 4 * offset, data.length, dtype).set(data);
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
    return this.#memory.view(address + 4 * offset, length, dtype).slice();
  }

  load(steps: readonly Step[]): Executable {
    this.#check("load a program");
    const used = new Set<WasmAllocation>();
    const bytes = encodeSteps(steps, (location: Location) => {
      const allocation = this.#own(location.allocation);
      used.add(allocation);
      return allocation.address + 4 * location.offset;
    });
    const program = this.#memory.allocate(bytes.length);
    this.#memory.bytes(program, bytes.length).set(bytes);
    const scratch = this.#prepareOrFree(program, steps.length);
    const run = scratch && this.poison
      ? (times: number) => this.#runPoisoned(program, steps, scratch, times)
      : (times: number) => this.#exports.run(program, steps.length, times) > 0;
    const flops = flopsOf(steps);
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
        if (!run(times)) {
          throw new Error("Cannot run a program: a thread of the device ended");
        }
        this.#work += times * flops;
      },
      free: () => {
        if (!loaded) throw new Error("Cannot free a program twice");
        loaded = false;
        this.release(program);
        if (scratch) this.release(scratch.address);
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
    if (!this.#destroyed) this.#memory.free(address);
  }

  /** Like {@linkcode #prepare}; where it fails, the program's memory is freed. */
  #prepareOrFree(program: number, steps: number): Scratch | undefined {
    try {
      return this.#prepare(program, steps);
    } catch (error) {
      this.release(program);
      throw error;
    }
  }

  /** Cuts steps into tasks and gives them scratch, which steps share. */
  #prepare(program: number, steps: number): Scratch | undefined {
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
    const address = this.#memory.allocate(total);
    for (let i = 0; i < steps; i++) {
      const words = new Uint32Array(
        this.#memory.wasm.buffer,
        program + i * stepBytes,
        stepBytes / 4,
      );
      words[3] = address;
      words[4] = address + shared;
      words[5] = own;
    }
    return { address, bytes: total };
  }

  /** Runs step by step, so that none finds in scratch what another left. */
  #runPoisoned(
    program: number,
    steps: readonly Step[],
    { address, bytes }: Scratch,
    times: number,
  ): boolean {
    for (let i = 0; i < times * steps.length; i++) {
      this.#memory.fillWithPoison(address, bytes);
      const step = program + (i % steps.length) * stepBytes;
      if (!this.#exports.run(step, 1, 1)) return false;
    }
    return true;
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

/** Opens the device. */
export async function createWasmDevice(
  { threads, poison = false }: WasmDeviceOptions,
): Promise<WasmDevice> {
  if (!Number.isInteger(threads) || threads < 1 || threads > maximumThreads) {
    throw new RangeError(
      `Cannot open the wasm device with "${threads}" threads: give a whole ` +
        `number from 1 to ${maximumThreads}`,
    );
  }
  const memory = new SharedMemory(poison);
  const exports = instantiate(module, memory.wasm);
  exports.start(0);
  const workers = await Promise.all(
    Array.from(
      { length: threads - 1 },
      (_, i) => startThread(module, memory.wasm, i + 1),
    ),
  );
  return new ThreadedDevice(memory, exports, workers);
}
