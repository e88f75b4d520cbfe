/**
 * Executing one stage: from its preimage to its record.
 *
 * @module
 */

import { messageOf } from "../errors.ts";
import { sortedEntries } from "../identity/order.ts";
import { determinismOf } from "../plan/preimage.ts";
import type { Stage } from "../recipe.ts";
import {
  isDiskError,
  makeWritable,
  storeError,
  withDisk,
} from "../store/files.ts";
import type { ExecutionRecord, OutputEntry } from "../store/record.ts";
import type { Failure } from "./event.ts";
import { type Execution, madeBy } from "./execution.ts";
import { explainEnding } from "./failure.ts";
import { observeReads } from "./observe.ts";
import { placesOf } from "./place.ts";
import { metricsWriter, progressWriter } from "./progress_note.ts";
import { runDeno } from "./run_deno.ts";
import { runProgram } from "./run_program.ts";
import {
  keepLog,
  prepareWork,
  removeWork,
  takeLog,
  type Work,
} from "./work.ts";

/** How an execution ended: with a record or with a failure. */
export type Executed =
  | { readonly record: ExecutionRecord; readonly failure: null }
  | { readonly record: null; readonly failure: Failure };

/** A failure of the engine or of the disk, not of the stage. */
export function internalFailure(stage: string, error: unknown): Failure {
  // Wherever the disk refused something: the system's words alone help nobody.
  const cause = isDiskError(error) ? storeError("use the disk", error) : error;
  return {
    reason: "internal",
    message: `Stage "${stage}" could not be run: ${messageOf(cause)}`,
    tail: [],
    log: null,
  };
}

/** What a stage that was stopped by the person is said to be. */
export function interruptedFailure(stage: string): Failure {
  return {
    reason: "interrupted",
    message: `Stage "${stage}" was stopped before it was done`,
    tail: [],
    log: null,
  };
}

/** Why an output cannot be taken; null if it can. */
function outputProblem(path: string, form: "file" | "folder"): string | null {
  let info: Deno.FileInfo;
  try {
    info = Deno.lstatSync(path);
  } catch {
    return "was not written";
  }
  if (form === "file") return info.isFile ? null : "is not a plain file";
  if (!info.isDirectory) return "is not a folder";
  return [...Deno.readDirSync(path)].length > 0 ? null : "was left empty";
}

function missingOutput(stage: Stage, work: Work): string | null {
  for (const [output, type] of Object.entries(stage.kind.outputs)) {
    const path = work.outputs[output]!;
    const problem = outputProblem(path, type.form);
    if (problem === null) continue;
    return `Stage "${stage.name}" ended, but its output "${output}" ` +
      `${problem}\nWrite it to outputs.${output} in the kind ` +
      `"${stage.kind.name}"`;
  }
  return null;
}

function takeOutputs(
  execution: Execution,
  work: Work,
): Record<string, OutputEntry> {
  const { store } = execution.project;
  const outputs: Record<string, OutputEntry> = {};
  for (const [output, type] of sortedEntries(execution.stage.kind.outputs)) {
    const path = work.outputs[output]!;
    const { digest, size } = type.form === "file"
      ? store.putFile(path)
      : store.putFolder(path);
    outputs[output] = { digest, size, type: type.name, form: type.form };
  }
  return outputs;
}

function readAudit(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    // Without any access there is no file.
    return "";
  }
}

/** Executes a stage in a process of its own and keeps what it made. */
export async function executeStage(execution: Execution): Promise<Executed> {
  const { project, stage, key, preimage, device, threads, signal } = execution;
  const startedAt = new Date().toISOString();
  const start = performance.now();
  const { fresh } = execution;
  const work = prepareWork(project.store, stage, key, preimage.inputs, fresh);
  const isProgram = stage.kind.command !== undefined;
  const leave = progressWriter(work.folder);
  const leaveMetric = metricsWriter(work.folder);
  const told = await (isProgram ? runProgram : runDeno)({
    ...execution,
    onEvent: (event) => {
      if (event.type === "stage-progress") leave(event);
      if (event.type === "stage-metric") leaveMetric(event.metric, event.value);
      execution.onEvent(event);
    },
  }, work);
  const fail = (failure: Pick<Failure, "reason" | "message">): Executed => {
    keepLog(work);
    const tail = told.ending.tail;
    return { record: null, failure: { ...failure, tail, log: work.log } };
  };
  if (!told.done) {
    // What it left in its scratch folder stays, so that it can go on from it.
    return signal.aborted ? fail(interruptedFailure(stage.name)) : fail(
      told.failure ??
        explainEnding(
          stage,
          told.ending,
          told.reported,
          placesOf(told.ending, project),
        ),
    );
  }
  withDisk(
    `take the outputs of "${stage.name}"`,
    () => makeWritable(work.outputsFolder),
  );
  const missing = missingOutput(stage, work);
  if (missing !== null) {
    return fail({ reason: "missing-output", message: missing });
  }
  const { cwd, inputs } = { cwd: work.scratch, inputs: work.inputs };
  const record: ExecutionRecord = {
    version: 1,
    key,
    stage: stage.name,
    preimage,
    outputs: takeOutputs(execution, work),
    determinism: determinismOf(stage.kind, device),
    metrics: Object.fromEntries(sortedEntries(told.metrics)),
    ...(told.warnings.length === 0 ? {} : { warnings: told.warnings }),
    ...takeLog(project.store, work),
    // Deno tells what was asked for. Of a program nobody does.
    observed: isProgram
      ? { read: [], unread: [] }
      : observeReads(readAudit(work.audit), cwd, inputs),
    startedAt,
    seconds: Math.round(performance.now() - start) / 1000,
    ...madeBy(),
    threads,
    ...(told.isolation === undefined ? {} : { isolation: told.isolation }),
    ...(told.ending.peak === null
      ? {}
      : { peakMemory: Math.round(told.ending.peak) }),
  };
  project.store.writeRecord(record);
  removeWork(work);
  return { record, failure: null };
}
