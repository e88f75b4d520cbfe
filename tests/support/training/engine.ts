/**
 * The engine in a process of its own, running the recipe beside this file. It
 * prints the run's events, one a line, and is killed by tests.
 *
 *   deno run -A engine.ts STORE SECONDS_BETWEEN_CHECKPOINTS THREADS
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { withInterrupts } from "../../../pipeline/cli/signals.ts";
import type { RunEvent } from "../../../pipeline/run/event.ts";
import { openProject, runProfile } from "../../../pipeline/testing/project.ts";

/** How to run it. */
export interface EngineOptions {
  readonly store: string;
  readonly checkpointEvery: number;
  readonly threads: number;
}

/** Runs the recipe. */
export async function run(
  { store, checkpointEvery, threads }: EngineOptions,
  onEvent: (event: RunEvent) => void,
): Promise<void> {
  const recipe = fileURLToPath(new URL("recipe.ts", import.meta.url));
  const project = await openProject({ recipe, store });
  await withInterrupts((signal) =>
    runProfile(project, "default", {
      jobs: 2,
      threads,
      checkpointEvery,
      signal,
      onEvent,
    })
  );
}

/** Starts this file as a process. */
export function startEngine(options: EngineOptions): Deno.ChildProcess {
  const { store, checkpointEvery, threads } = options;
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--allow-all",
      fileURLToPath(import.meta.url),
      store,
      String(checkpointEvery),
      String(threads),
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

if (import.meta.main) {
  const [store, every, threads] = Deno.args;
  const options = {
    store: store!,
    checkpointEvery: Number(every),
    threads: Number(threads),
  };
  await run(options, (event) => console.log(JSON.stringify(event)));
}
