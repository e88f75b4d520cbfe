/**
 * Running a stage that is a program: its arguments are asked for, and then it
 * is started where it sees little more than what it declared.
 *
 * @module
 */

import { join } from "node:path";
import { toolsOf } from "../identity/tools.ts";
import { endOf, type Execution, limitsOf, type Told } from "./execution.ts";
import { explainArguments, explainProgram } from "./failure.ts";
import { isolation } from "./isolation.ts";
import { readMetrics } from "./metrics.ts";
import { enclose, outerEnvironment } from "./namespaces.ts";
import { placesOf } from "./place.ts";
import { type Ending, startProcess } from "./process.ts";
import {
  leash,
  programEnvironment,
  resolveCommand,
  withoutShell,
} from "./program_command.ts";
import { makeRoom, mapped, Refusal, seenFrom } from "./program_room.ts";
import { runDeno } from "./run_deno.ts";
import type { Work } from "./work.ts";

/** An ending for what was never started. */
const notStarted: Ending = {
  code: 1,
  signal: null,
  tail: [],
  last: [],
  exceeded: null,
  peak: null,
};

/** Runs the program of a stage. */
export async function runProgram(
  execution: Execution,
  work: Work,
): Promise<Told> {
  try {
    return await attempt(execution, work);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      ending: notStarted,
      metrics: {},
      warnings: [],
      reported: null,
      done: false,
      failure: {
        reason: error.reason,
        message: `Stage "${execution.stage.name}" was not started: ` +
          error.message,
      },
    };
  }
}

async function attempt(execution: Execution, work: Work): Promise<Told> {
  const { stage, project, onEvent } = execution;
  const { name, kind } = stage;
  const how = isolation();
  const tools = toolsOf(kind);
  const room = makeRoom(execution, work, tools);
  const seen = seenFrom(how, work, room);
  const scratch = seen(work.scratch);
  const files = Object.fromEntries(
    kind.command!.files.map((file) => [file, seen(join(room.files, file))]),
  );
  const asked = await runDeno(execution, work, {
    seen: {
      ...work,
      inputs: mapped(work.inputs, seen),
      outputs: mapped(work.outputs, seen),
      scratch,
    },
    files,
  });
  if (!asked.done) {
    const why = explainArguments(
      stage,
      asked.ending,
      asked.reported,
      placesOf(asked.ending, project),
    );
    return { failure: why, ...asked };
  }
  const command = resolveCommand(kind.name, asked.values, tools, files);
  const metricsPath = join(room.report, "metrics.json");
  const env = programEnvironment(
    kind.command!.environment,
    scratch,
    seen(room.bin),
    seen(metricsPath),
  );
  const enclosed = how.kind === "namespaces";
  const [program, ...args] = enclosed
    ? enclose(
      join(work.folder, "enter.sh"),
      {
        readable: { inputs: work.inputsFolder },
        copied: [room.files, room.bin],
        writable: {
          outputs: work.outputsFolder,
          scratch: work.scratch,
          report: room.report,
        },
        tmp: room.tmp,
        root: room.root,
        tools,
        hidden: [Deno.env.get("HOME") ?? "", project.root, project.store.root],
      },
      command,
      env,
    )
    : ["/bin/sh", "-c", leash, "sh", ...command];
  const running = startProcess({
    command: program!,
    args,
    cwd: work.scratch,
    env: enclosed ? outerEnvironment : env,
    log: work.log,
    limits: limitsOf(kind),
    kind: "program",
    ...(enclosed ? {} : { mark: `JUICE_METRICS=${metricsPath}` }),
  }, {
    line: (line) => onEvent({ type: "stage-log", name, line }),
    message: () => {},
  });
  const ending = withoutShell(await endOf(running, execution.signal));
  const told = {
    ending,
    reported: null,
    isolation: how.kind,
    metrics: {},
    warnings: asked.warnings,
    done: false,
  };
  if (ending.code !== 0 || ending.signal !== null || ending.exceeded !== null) {
    return { ...told, failure: explainProgram(stage, command[0]!, ending) };
  }
  const metrics = readMetrics(name, metricsPath);
  if ("reason" in metrics) return { ...told, failure: metrics };
  for (const [metric, value] of Object.entries(metrics.values)) {
    onEvent({ type: "stage-metric", name, metric, value });
  }
  return { ...told, metrics: metrics.values, done: true };
}
