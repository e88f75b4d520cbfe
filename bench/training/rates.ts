/**
 * The peaks of a device of this project, by its own kernels: square matrix
 * products, and copying.
 *
 * @module
 */

import type { Device, Location } from "../../learn/device/device.ts";
import type { Effort } from "./work.ts";

/**
 * The best rate of a kernel over fresh memory, in units a second. Runs are
 * repeated within one submission, so that waiting for the device counts little.
 */
async function bestRate(
  device: Device,
  kernel: string,
  lengths: readonly number[],
  dims: readonly number[],
  units: number,
  { least, seconds }: Effort,
): Promise<number> {
  const operands = lengths.map((length): Location => {
    const allocation = device.allocate(length);
    const values = new Float32Array(length);
    for (let i = 0; i < length; i++) values[i] = i % 17 - 8;
    device.write(allocation, values);
    return { allocation, offset: 0, length };
  });
  const program = device.load([{ kernel, operands, dims, constants: [] }]);
  const probe = device.allocate(64);
  const time = async (times: number) => {
    await device.read(probe, 0, 1);
    const start = performance.now();
    program.run(times);
    await device.read(probe, 0, 1);
    return (performance.now() - start) / 1000;
  };
  // The engine compiles a function better once it has run for a while.
  let times = 1;
  while (await time(times) < seconds / 15 && times < 4096) times *= 2;
  let best = Infinity;
  for (let i = 0; i < 2 * least; i++) best = Math.min(best, await time(times));
  program.free();
  probe.free();
  for (const { allocation } of operands) allocation.free();
  return units * times / best;
}

/** The best GFLOP/s of products of matrices n x n in any of three layouts. */
export async function bestProduct(
  device: Device,
  n: number,
  effort: Effort,
): Promise<number> {
  let best = 0;
  for (const kernel of ["matmul_nn", "matmul_nt", "matmul_tn"]) {
    const square = [n * n, n * n, n * n];
    const rate = await bestRate(
      device,
      kernel,
      square,
      [n, n, n],
      2 * n ** 3,
      effort,
    );
    best = Math.max(best, rate / 1e9);
  }
  return best;
}

/** 10^9 bytes a second that are read and written when memory is copied. */
export async function copyBandwidth(
  device: Device,
  effort: Effort,
): Promise<number> {
  const length = device.kind === "wasm" ? 2 ** 23 : 2 ** 25;
  const lengths = [length, length];
  const bytes = 8 * length;
  const rate = await bestRate(device, "copy", lengths, [length], bytes, effort);
  return rate / 1e9;
}
