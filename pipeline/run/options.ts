/**
 * How a plan is run, and what that means for the order of its stages.
 *
 * @module
 */

import type { DeviceClass } from "../identity/preimage.ts";
import type { Plan } from "../plan/plan.ts";
import type { RunEvent } from "./event.ts";
import { Schedule } from "./schedule.ts";
import { makeTasks } from "./tasks.ts";

/** How to run a plan. */
export interface RunOptions {
  /** Threads in total; by default one a core. */
  readonly jobs?: number;
  /** The most threads for one stage. */
  readonly threads?: number;
  readonly device: DeviceClass;
  /** The least seconds between two checkpoints of a stage; by default 10. */
  readonly checkpointEvery?: number;
  readonly onEvent?: (event: RunEvent) => void;
  /** Stops the run; what has finished is kept. */
  readonly signal?: AbortSignal;
}

/** The order of a plan's stages on this machine. */
export function scheduleOf(plan: Plan, options: RunOptions): Schedule {
  const { device, threads = Infinity } = options;
  const jobs = Math.max(1, options.jobs ?? navigator.hardwareConcurrency);
  const tasks = makeTasks(plan, { device, jobs, threads });
  const memory = Deno.systemMemoryInfo().total / 2 ** 20;
  return new Schedule(tasks.values(), { threads: jobs, memory, gpu: 1 });
}
