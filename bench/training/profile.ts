/**
 * Where the time of a training step goes: each kernel of its plan, timed by
 * itself.
 *
 * @module
 */

import type { Device, Step } from "../../learn/device/device.ts";
import { kernelByName } from "../../learn/kernels/mod.ts";
import {
  type DeviceContext,
  openDevice,
} from "../../stages/learning/device.ts";
import { Built } from "./build.ts";

/** All uses of a kernel with the same dimensions. */
export interface Use {
  readonly kernel: string;
  readonly dims: readonly number[];
  /** How often the plan has it. */
  readonly count: number;
  /** Of all of them together. */
  readonly milliseconds: number;
  readonly gflops: number;
}

/** What a profile says. */
export interface Profile {
  readonly device: string;
  readonly part: ProfiledPart;
  /** One run of the part as it is, and its kernels one by one, in ms. */
  readonly whole: number;
  readonly sum: number;
  /** What one run of a program that does next to nothing takes, in ms. */
  readonly overhead: number;
  /** From the one that takes most on. */
  readonly uses: readonly Use[];
}

/** Parts whose plans can be profiled. */
export const profiledParts = ["step", "score", "generate"] as const;
export type ProfiledPart = typeof profiledParts[number];

/** Keeps the steps of all programs that a device loads. */
export function recordSteps(device: Device): Step[] {
  const steps: Step[] = [];
  const load = device.load.bind(device);
  device.load = (program) => {
    steps.push(...program);
    return load(program);
  };
  return steps;
}

/** Floating-point operations of a step, by its kernel's own count. */
export function flopsOf({ kernel, dims }: Step): number {
  const { dims: names, flops } = kernelByName.get(kernel)!;
  return flops(
    Object.fromEntries(names.map((name, i) => [name, dims[i]!])),
  );
}

/**
 * Milliseconds of each step on the CPU: in the plan's order, so that caches
 * hold what they would; the least of several passes.
 */
function timeInOrder(device: Device, steps: readonly Step[]): number[] {
  const programs = steps.map((step) => device.load([step]));
  const best = steps.map(() => Infinity);
  const begin = performance.now();
  for (
    let pass = 0;
    pass < 5 || pass < 50 && performance.now() - begin < 5000;
    pass++
  ) {
    programs.forEach((program, i) => {
      const start = performance.now();
      program.run();
      best[i] = Math.min(best[i]!, performance.now() - start);
    });
  }
  for (const program of programs) program.free();
  return best;
}

/**
 * Milliseconds of a step on the GPU: so many runs in one submission that
 * waiting for it counts little, which is measured and taken off.
 */
async function timeAlone(device: Device, step: Step): Promise<number> {
  const probe = device.allocate(64);
  const program = device.load([step]);
  const time = async (times: number) => {
    await device.read(probe, 0, 1);
    const start = performance.now();
    if (times > 0) program.run(times);
    await device.read(probe, 0, 1);
    return performance.now() - start;
  };
  const least = async (times: number) =>
    Math.min(await time(times), await time(times), await time(times));
  const wait = await least(0), once = await least(1) - wait;
  const times = Math.max(1, Math.min(1000, Math.ceil(50 / once)));
  const all = await least(times);
  program.free();
  probe.free();
  return Math.max(0, all - wait) / times;
}

/** Profiles a part of a model's work. */
export async function profile(
  folder: string,
  context: DeviceContext,
  part: ProfiledPart,
): Promise<Profile> {
  using device = await openDevice(context);
  const built = new Built(device, folder);
  const recorded = recordSteps(device);
  const work = built[part]();
  const steps = [...recorded];
  await work.run();
  const runs = part === "step" ? built.work.shape.steps : 1;
  let whole = Infinity;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    await work.run();
    whole = Math.min(whole, (performance.now() - start) / runs);
  }
  const keyOf = ({ kernel, dims }: Step) => `${kernel} ${dims.join(" ")}`;
  const groups = Map.groupBy(steps.keys(), (i) => keyOf(steps[i]!));
  const each = device.kind === "wasm" ? timeInOrder(device, steps) : [];
  const uses: Use[] = [];
  for (const places of groups.values()) {
    const step = steps[places[0]!]!, count = places.length;
    const milliseconds = device.kind === "wasm"
      ? places.reduce((sum, i) => sum + each[i]!, 0)
      : count * await timeAlone(device, step);
    uses.push({
      kernel: step.kernel,
      dims: step.dims,
      count,
      milliseconds,
      gflops: milliseconds > 0 ? count * flopsOf(step) / milliseconds / 1e6 : 0,
    });
  }
  const tiny: Step = {
    kernel: "copy",
    operands: [0, 1].map(() => ({
      allocation: device.allocate(64),
      offset: 0,
      length: 64,
    })),
    dims: [64],
    constants: [],
  };
  const overhead = device.kind === "wasm"
    ? timeInOrder(device, [tiny])[0]!
    : await timeAlone(device, tiny);
  work.free();
  return {
    device: device.description,
    part,
    whole,
    sum: uses.reduce((sum, use) => sum + use.milliseconds, 0),
    overhead,
    uses: uses.sort((a, b) => b.milliseconds - a.milliseconds),
  };
}
