/**
 * What is executed, and what the stage's process then tells.
 *
 * @module
 */

import type { Key } from "../identity/digest.ts";
import type { ModuleGraph } from "../identity/graph.ts";
import type { DeviceClass, Preimage } from "../identity/preimage.ts";
import type { Project } from "../project.ts";
import type { Stage } from "../recipe.ts";
import type { StageKind } from "../stage.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { Failure, RunEvent } from "./event.ts";
import type { Reported } from "./failure.ts";
import type { Limits } from "./limits.ts";
import type { Ending, Running } from "./process.ts";

/** What is executed, and on what. */
export interface Execution {
  readonly project: Project;
  readonly graph: ModuleGraph;
  readonly stage: Stage;
  readonly key: Key;
  readonly preimage: Preimage;
  readonly device: DeviceClass;
  readonly threads: number;
  /** The least seconds between two checkpoints of the stage. */
  readonly checkpointEvery: number;
  /** Whether nothing of an earlier run may be continued. */
  readonly fresh: boolean;
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
}

/** How a stage's process ended, and what it said until then. */
export interface Told {
  readonly ending: Ending;
  readonly metrics: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  readonly reported: Reported | null;
  readonly done: boolean;
  /** Why it failed, where that is known better than from its ending. */
  readonly failure?: Pick<Failure, "reason" | "message">;
  /** How a program was kept to what it declared. */
  readonly isolation?: NonNullable<ExecutionRecord["isolation"]>;
}

/** The limits of a kind's stages. */
export function limitsOf({ resources = {} }: StageKind): Limits {
  return { memory: resources.memory ?? null, time: resources.time ?? null };
}

/** Waits for a process, which ends early when the run is stopped. */
export async function endOf(
  running: Running,
  signal: AbortSignal,
): Promise<Ending> {
  const kill = () => running.kill();
  signal.addEventListener("abort", kill, { once: true });
  if (signal.aborted) kill();
  try {
    return await running.ended;
  } finally {
    signal.removeEventListener("abort", kill);
  }
}

/** What a record says of the engine and the machine that made it. */
export function madeBy(): Pick<ExecutionRecord, "runtime" | "machine"> {
  return {
    runtime: {
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      typescript: Deno.version.typescript,
    },
    machine: {
      os: Deno.build.os,
      arch: Deno.build.arch,
      cores: navigator.hardwareConcurrency,
    },
  };
}
