/**
 * Where the time of a training step goes, or of another part of the work: each
 * kernel of its programs, timed by itself.
 *
 * @module
 */

import type { Device, Step } from "../../learn/device/device.ts";
import { kernelByName } from "../../learn/kernels/mod.ts";
import {
  type DeviceContext,
  openDevice,
} from "../../stages/learning/device.ts";
import { Built, type Part } from "./build.ts";
import { Watch, type Watched } from "./watch.ts";

/** All uses of a kernel with the same dimensions. */
export interface Use {
  readonly kernel: string;
  readonly dims: readonly number[];
  /** How often it runs. */
  readonly count: number;
  /** Of all of them together. */
  readonly milliseconds: number;
}

/** What a profile says. */
export interface Profile {
  readonly device: string;
  readonly part: ProfiledPart;
  /** One run of the part as it is, and its kernels one by one, in ms. */
  readonly whole: number;
  readonly sum: number;
  /** From the one that takes most on. */
  readonly uses: readonly Use[];
}

/** Parts whose plans can be profiled. */
export const profiledParts = ["step", "score", "generate"] as const;
export type ProfiledPart = typeof profiledParts[number];

/** Floating-point operations of a step, by its kernel's own count. */
export function flopsOf(
  { kernel, dims }: Pick<Step, "kernel" | "dims">,
): number {
  const { dims: names, flops } = kernelByName.get(kernel)!;
  return flops(
    Object.fromEntries(names.map((name, i) => [name, dims[i]!])),
  );
}

/**
 * Milliseconds of all programs' steps on the CPU: within the work itself, so
 * that memory and caches hold what they would; the least of several passes.
 */
async function timeWithin(
  watch: Watch,
  programs: readonly Watched[],
  work: Part,
): Promise<number[][]> {
  const best = programs.map(({ steps }) => steps.map(() => Infinity));
  watch.apart = true;
  const begin = performance.now();
  for (
    let pass = 0;
    pass < 5 || pass < 50 && performance.now() - begin < 5000;
    pass++
  ) {
    watch.restart();
    await work.run();
    programs.forEach(({ spent }, p) =>
      spent.forEach((ms, i) => best[p]![i] = Math.min(best[p]![i]!, ms))
    );
  }
  watch.apart = false;
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
  const watch = new Watch(device);
  const work = built[part]();
  // Some programs are loaded when they are needed, so once to warm up.
  await work.run();
  watch.restart();
  await work.run();
  const programs = watch.programs.filter(({ runs }) => runs > 0);
  const repeats = part === "step" ? built.work.shape.steps : 1;
  const counts = programs.map(({ runs }) => runs / repeats);
  let whole = Infinity;
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    await work.run();
    whole = Math.min(whole, (performance.now() - start) / repeats);
  }
  const spent = device.kind === "wasm"
    ? await timeWithin(watch, programs, work)
    : [];
  const uses = new Map<string, Use>();
  for (const [p, { steps }] of programs.entries()) {
    for (const [i, step] of steps.entries()) {
      const key = `${step.kernel} ${step.dims.join(" ")}`, use = uses.get(key);
      const count = counts[p]!;
      const milliseconds = device.kind === "wasm"
        ? spent[p]![i]! / repeats
        : use === undefined
        ? count * await timeAlone(device, step)
        : count * use.milliseconds / use.count;
      uses.set(key, {
        kernel: step.kernel,
        dims: step.dims,
        count: count + (use?.count ?? 0),
        milliseconds: milliseconds + (use?.milliseconds ?? 0),
      });
    }
  }
  work.free();
  return {
    device: device.description,
    part,
    whole,
    sum: [...uses.values()].reduce((sum, use) => sum + use.milliseconds, 0),
    uses: [...uses.values()].sort((a, b) => b.milliseconds - a.milliseconds),
  };
}
