/**
 * What the benchmarks of the `wasm` device share: operands for a step, and the
 * time that a step takes.
 *
 * @module
 */

import { machine } from "./machine.ts";
import type { Device, Location, Step } from "../learn/device/device.ts";
import { type Dims, kernelByName } from "../learn/kernels/mod.ts";
import { createWasmDevice } from "../learn/wasm/device.ts";

/** One kernel at one shape. */
export interface Work {
  readonly kernel: string;
  /** In the kernel's order. */
  readonly dims: readonly number[];
  readonly constants?: readonly number[];
}

/** What was measured. */
export interface Timing {
  readonly kernel: string;
  readonly dims: Dims;
  readonly threads: number;
  /** Of one run: the median over samples, and the fastest sample. */
  readonly seconds: number;
  readonly fastest: number;
  /** 10^9 floating-point operations a second, by the median. */
  readonly gflops: number;
}

const samples = 7;
const secondsPerSample = 0.02;

/** Numbers in (-1, 1) that look random enough: the golden ratio's multiples. */
function numbers(length: number): Float32Array {
  return Float32Array.from(
    { length },
    (_, i) => 2 * ((i * 0.6180339887498949) % 1) - 1,
  );
}

function dimsOf({ kernel, dims }: Work): Dims {
  const { dims: names } = kernelByName.get(kernel)!;
  return Object.fromEntries(names.map((name, i) => [name, dims[i]!]));
}

/** Allocates and fills a step's operands; ids lie inside their tables. */
function makeStep(device: Device, work: Work): [Step, () => void] {
  const kernel = kernelByName.get(work.kernel)!, dims = dimsOf(work);
  const limit = dims.entries ?? dims.vocabulary ?? dims.positions ?? 1;
  const operands = kernel.operands.map((operand): Location => {
    const length = operand.length(dims);
    const allocation = device.allocate(length, operand.dtype);
    if (operand.dtype === "f32") {
      const values = numbers(length);
      // Variances, norms and second moments are positive.
      const positive = ["second", "norm", "schedule", "rstd", "temperature"]
        .includes(operand.name);
      device.write(allocation, positive ? values.map(Math.abs) : values);
    } else {
      const ids = Uint32Array.from(
        { length },
        (_, i) => 2 + (i * 7) % Math.max(1, limit - 2),
      );
      // Decoding in the middle of a sequence, past all prompts.
      if (dims.capacity && operand.name === "position") {
        ids.fill(dims.capacity >> 1);
      }
      if (operand.name === "prompt") ids.fill(1);
      // Buckets of rows, equally long.
      const { rows = 0, entries = 1 } = dims;
      if (operand.name === "order") ids.forEach((_, i) => ids[i] = i);
      if (operand.name === "starts") {
        ids.forEach((_, i) => ids[i] = Math.floor(i * rows / entries));
      }
      device.write(allocation, ids);
    }
    return { allocation, offset: 0, length };
  });
  const { constants = [], kernel: name } = work;
  return [
    { kernel: name, operands, dims: work.dims, constants },
    () => operands.forEach(({ allocation }) => allocation.free()),
  ];
}

/** Times single kernels on a device of so many threads. */
export async function timeKernels(
  works: readonly Work[],
  threads: number,
): Promise<Timing[]> {
  const device = await createWasmDevice({ threads });
  try {
    return works.map((work) => timeKernel(device, work, threads));
  } finally {
    device.destroy();
  }
}

function timeKernel(device: Device, work: Work, threads: number): Timing {
  const [step, free] = makeStep(device, work);
  const executable = device.load([step]);
  const time = (times: number) => {
    const start = performance.now();
    executable.run(times);
    return (performance.now() - start) / 1000 / times;
  };
  // The engine compiles a function better once it has run for a while.
  let times = 1;
  while (time(times) * times < secondsPerSample) times *= 2;
  const seconds = Array.from({ length: samples }, () => time(times))
    .sort((a, b) => a - b);
  executable.free();
  free();
  const dims = dimsOf(work);
  const median = seconds[samples >> 1]!;
  return {
    kernel: work.kernel,
    dims,
    threads,
    seconds: median,
    fastest: seconds[0]!,
    gflops: kernelByName.get(work.kernel)!.flops(dims) / median / 1e9,
  };
}

/** Prints timings as a table, and as one JSON object on the last line. */
export function print(title: string, timings: readonly Timing[]): void {
  const json = Deno.args.includes("--json");
  if (!json) {
    const rows = timings.map((t) => [
      t.kernel,
      Object.values(t.dims).join(" x "),
      String(t.threads),
      (t.seconds * 1e6).toFixed(1),
      (t.fastest * 1e6).toFixed(1),
      t.gflops.toFixed(2),
    ]);
    const head = ["kernel", "dims", "threads", "us", "fastest us", "GFLOP/s"];
    const widths = head.map((name, i) =>
      Math.max(name.length, ...rows.map((row) => row[i]!.length))
    );
    for (const row of [head, ...rows]) {
      console.log(
        row.map((cell, i) =>
          i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)
        ).join("  "),
      );
    }
  }
  console.log(
    JSON.stringify({ version: 1, title, machine: machine(), timings }),
  );
}
