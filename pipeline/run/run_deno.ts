/**
 * Running a stage's function in a Deno of its own.
 *
 * @module
 */

import { join } from "node:path";
import { closureOf } from "../identity/closure.ts";
import { endOf, type Execution, limitsOf, type Told } from "./execution.ts";
import { changedLate, keepCode } from "./code.ts";
import type { Failure } from "./event.ts";
import type { Reported } from "./failure.ts";
import { launchStage } from "./launch.ts";
import { argumentLimits } from "./limits.ts";
import { Warnings } from "./warnings.ts";
import { knowsWideVectors } from "./wide_vectors.ts";
import { type Work, writeMain } from "./work.ts";

/** What is asked of a kind that is a program: how to start it. */
export interface Question {
  /** The stage's folders as the program will see them. */
  readonly seen: Work;
  /** Where the files of its declaration will be. */
  readonly files: Readonly<Record<string, string>>;
}

/** What a stage is said to be whose code is not what its key says. */
function changedFailure(
  stage: string,
  file: string,
): Pick<Failure, "reason" | "message"> {
  return {
    reason: "code-changed",
    message: `Stage "${stage}" was stopped: "${file}" was changed after the ` +
      "stage was planned, and its key holds what it was\nRun the command again",
  };
}

/**
 * Runs a stage's function, and listens to what it reports.
 *
 * @param question Asks for a program's arguments instead. The function that
 * makes them may read and write nothing, so that nothing but what it is given
 * can matter.
 */
export async function runDeno(
  execution: Execution,
  work: Work,
  question: Question | null = null,
): Promise<Told & { readonly values: unknown }> {
  const { project, graph, stage, device, threads, onEvent } = execution;
  const { checkpointEvery } = execution;
  const { name, kind } = stage;
  const metrics: Record<string, number> = {};
  const warnings = new Warnings();
  let reported: Reported | null = null;
  let values: unknown = null;
  let done = false;
  let changed: string | null = null;
  const closure = closureOf(graph, kind);
  const manner = { device, threads, checkpointEvery };
  const { seen, files } = question ?? { seen: work };
  writeMain(seen, stage, execution.preimage.inputs, manner, files);
  const onCores = kind.accelerated === true && device.kind === "wasm";
  const own = question === null ? [work.outputsFolder, work.scratch] : [];
  const running = launchStage({
    main: work.main,
    config: join(project.root, "deno.json"),
    cwd: work.scratch,
    read: [
      ...(question === null ? [work.inputsFolder] : []),
      ...own,
      ...closure.packageFolders,
    ],
    write: own,
    access: kind.access ?? {},
    limits: question === null ? limitsOf(kind) : argumentLimits,
    graphics: kind.accelerated === true && device.kind === "webgpu",
    wideVectors: onCores && await knowsWideVectors(),
    threads,
    audit: work.audit,
    log: work.log,
  }, {
    line: (line) => onEvent({ type: "stage-log", name, line }),
    message: (message) => {
      if (message.type === "progress") {
        const { done, total, unit } = message;
        onEvent({ type: "stage-progress", name, done, total, unit });
      } else if (message.type === "metric") {
        const { name: metric, value } = message;
        metrics[metric] = value;
        onEvent({ type: "stage-metric", name, metric, value });
      } else if (message.type === "warning") {
        const said = warnings.take(message.message);
        if (said === null) return;
        onEvent({ type: "stage-warning", name, message: said });
      } else if (message.type === "error") {
        reported ??= { name: message.name, message: message.message };
      } else if (message.type === "started") {
        // From here on, an edit of the code is none of this run's.
        changed = keepCode(project.store, closure);
        if (changed !== null) running.kill();
      } else if (message.type === "arguments") values = message.values;
      else done = true;
    },
  });
  const ending = await endOf(running, execution.signal);
  const told = {
    ending,
    metrics,
    warnings: warnings.texts,
    reported,
    values,
  };
  if (done) changed ??= changedLate(closure);
  return changed !== null
    ? { ...told, done: false, failure: changedFailure(name, changed) }
    : { ...told, done };
}
