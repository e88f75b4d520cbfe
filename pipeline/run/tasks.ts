/**
 * The stages of a run on their way from waiting to an outcome, and what each
 * needs of the machine.
 *
 * @module
 */

import type { Key } from "../identity/digest.ts";
import type { DeviceClass, Preimage } from "../identity/preimage.ts";
import type { Plan, PlannedStage } from "../plan/plan.ts";
import type { Stage } from "../recipe.ts";
import type { HeldLock } from "../store/lock_file.ts";
import type { Need } from "./slots.ts";

/** A stage on its way through a run. */
export interface Task {
  readonly stage: Stage;
  readonly planned: PlannedStage;
  readonly need: Need;
  /** The most stages in a row that still come after it. */
  readonly height: number;
  /** Its place in the plan. */
  readonly order: number;
  /** The tasks that take an output of it, once for each input. */
  readonly dependents: Task[];
  /** How many of its inputs come from stages that have not ended. */
  open: number;
  /** Whether it or a stage that it is made from computes on WebGPU. */
  readonly onAdapter: boolean;
  /** Blocked is ready, but another process computes the same key. */
  state: "waiting" | "ready" | "blocked" | "running" | "ended";
  /** Known once all inputs are. */
  key: Key | null;
  preimage: Preimage | null;
  why: readonly string[];
  lock: HeldLock | null;
  /** How many threads it runs with. */
  threads: number;
}

/** Limits that hold for all stages of a run. */
export interface Limits {
  readonly device: DeviceClass;
  /** Threads in total. */
  readonly jobs: number;
  /** Threads for one stage. */
  readonly threads: number;
}

function heights(stages: readonly PlannedStage[]): Map<string, number> {
  const found = new Map(stages.map(({ stage }) => [stage.name, 0]));
  for (const { stage } of [...stages].reverse()) {
    const above = found.get(stage.name)! + 1;
    for (const ref of Object.values(stage.inputs)) {
      found.set(ref.stage, Math.max(found.get(ref.stage) ?? 0, above));
    }
  }
  return found;
}

function onGpu({ kind }: Stage, device: DeviceClass): boolean {
  return kind.accelerated === true && device.kind === "webgpu";
}

/** Adapters that compute on the processor's cores. */
const softwareAdapter = /llvmpipe|lavapipe|swiftshader/i;

/**
 * What a stage needs. One that computes on the processor, by the wasm device or
 * a software adapter, can use all cores unless it says otherwise. One that
 * computes on a hardware adapter only feeds it, whatever it could use
 * elsewhere. Any other uses one thread unless it asks for more.
 */
function needOf(stage: Stage, limits: Limits): Need {
  const { resources = {}, accelerated } = stage.kind;
  const gpu = onGpu(stage, limits.device);
  const onCores = accelerated === true &&
    (!gpu || softwareAdapter.test(limits.device.adapter));
  const wanted = gpu && !onCores
    ? 1
    : resources.threads ?? (onCores ? "all" : 1);
  const threads = wanted === "all" ? limits.jobs : wanted;
  return {
    threads: Math.max(1, Math.min(threads, limits.threads)),
    memory: resources.memory ?? 0,
    gpu,
  };
}

/** The tasks of a plan by the stages' names, in the plan's order. */
export function makeTasks(plan: Plan, limits: Limits): Map<string, Task> {
  const tasks = new Map<string, Task>();
  const height = heights(plan.stages);
  for (const [order, planned] of plan.stages.entries()) {
    const { stage } = planned;
    const task: Task = {
      stage,
      planned,
      need: needOf(stage, limits),
      height: height.get(stage.name)!,
      order,
      dependents: [],
      open: 0,
      onAdapter: onGpu(stage, limits.device) ||
        Object.values(stage.inputs).some((ref) =>
          tasks.get(ref.stage)?.onAdapter === true
        ),
      state: "waiting",
      key: null,
      preimage: null,
      why: planned.reasons,
      lock: null,
      threads: 0,
    };
    tasks.set(stage.name, task);
    // What is cached waits for nobody, whatever becomes of its inputs.
    if (planned.status === "cached") continue;
    for (const ref of Object.values(stage.inputs)) {
      tasks.get(ref.stage)!.dependents.push(task);
      task.open++;
    }
  }
  return tasks;
}
