/**
 * Running a stage that is a program: its arguments are asked for, and then it
 * is started where it sees little more than what it declared.
 *
 * @module
 */

import { constants } from "node:os";
import { dirname, join, relative } from "node:path";
import { programFiles } from "../identity/program_files.ts";
import { type Tool, toolsOf } from "../identity/tools.ts";
import { withDisk } from "../store/files.ts";
import { endOf, type Execution, limitsOf, type Told } from "./execution.ts";
import type { Failure } from "./event.ts";
import { explainProgram } from "./failure.ts";
import { readMetrics } from "./metrics.ts";
import {
  enclose,
  inside,
  type Isolation,
  isolation,
  outerEnvironment,
  quote,
} from "./namespaces.ts";
import { type Ending, startProcess } from "./process.ts";
import { runDeno } from "./run_deno.ts";
import type { Work } from "./work.ts";

/** What a program's folder has beside what every stage's has. */
interface Room {
  readonly files: string;
  /** Scripts that start the tools, which are all that is on the `PATH`. */
  readonly bin: string;
  /** Where the program may write its metrics. */
  readonly report: string;
  readonly tmp: string;
  readonly root: string;
}

/** Why a program cannot be started. */
class Refusal extends Error {
  constructor(readonly reason: Failure["reason"], message: string) {
    super(message);
  }
}

function outdated(what: string): Refusal {
  const message = `${what} after the plan was made\nRun the command again`;
  return new Refusal("internal", message);
}

function makeRoom(execution: Execution, work: Work, tools: Tool[]): Room {
  const { stage, preimage, project } = execution;
  return withDisk(`prepare the stage "${stage.name}"`, () => {
    const at = (name: string) => join(work.folder, name);
    const room = {
      files: at("files"),
      bin: at("bin"),
      report: at("report"),
      tmp: at("tmp"),
      root: at("root"),
    };
    for (const folder of Object.values(room)) Deno.mkdirSync(folder);
    for (const file of programFiles(stage.kind, project.root)) {
      if (preimage.code.files[file.name] !== file.digest) {
        throw outdated(`"${file.name}" was edited`);
      }
      const to = join(room.files, file.declared);
      Deno.mkdirSync(dirname(to), { recursive: true });
      Deno.copyFileSync(file.path, to);
      // A script may be what is started.
      Deno.chmodSync(to, 0o555);
    }
    for (const { name, path, digest } of tools) {
      if (preimage.tools?.[name] !== digest) {
        throw outdated(`the program "${name}" was replaced`);
      }
      // Not a link: many a tool finds what belongs to it by its own path.
      const script = `#!/bin/sh\nexec ${quote(path)} "$@"\n`;
      Deno.writeTextFileSync(join(room.bin, name), script, { mode: 0o755 });
    }
    return room;
  });
}

/** Moves paths below the folders of a stage to where a program sees them. */
function seenFrom(
  how: Isolation,
  work: Work,
  room: Room,
): (path: string) => string {
  if (how.kind === "none") return (path) => path;
  const places: [string, string][] = [
    [work.inputsFolder, "inputs"],
    [work.outputsFolder, "outputs"],
    [work.scratch, "scratch"],
    [room.files, "files"],
    [room.bin, "bin"],
    [room.report, "report"],
  ];
  return (path) => {
    for (const [folder, name] of places) {
      const rest = relative(folder, path);
      if (!rest.startsWith("..")) return join(inside, name, rest);
    }
    throw new Error(`"${path}" is not of the stage`);
  };
}

function mapped(
  paths: Readonly<Record<string, string>>,
  seen: (path: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(paths).map(([name, path]) => [name, seen(path)]),
  );
}

/** The command with its program's place, which must be one that is declared. */
function resolveCommand(
  kind: string,
  values: unknown,
  tools: readonly Tool[],
  files: Readonly<Record<string, string>>,
): string[] {
  const usable = Array.isArray(values) && values.length > 0 &&
    values.every((one) => typeof one === "string" && !one.includes("\0"));
  if (!usable) {
    throw new Refusal(
      "threw",
      `the arguments of its kind "${kind}" are not a list of texts that ` +
        "begins with a program",
    );
  }
  const [program, ...rest] = values as [string, ...string[]];
  const tool = tools.find(({ name }) => name === program);
  if (tool !== undefined) return [tool.path, ...rest];
  if (Object.values(files).includes(program)) return [program, ...rest];
  throw new Refusal(
    "access-refused",
    `its kind "${kind}" does not declare the program "${program}"\n` +
      `Add it to the kind: tools: ["${program}"]`,
  );
}

/** The variables that a program finds; nothing of the person's own. */
function environmentOf(
  declared: Readonly<Record<string, string>>,
  scratch: string,
  bin: string,
  metrics: string,
): Record<string, string> {
  return {
    LANG: "C.UTF-8",
    TZ: "UTC",
    // The time of everything that has none: 2000-01-01.
    SOURCE_DATE_EPOCH: "946684800",
    ...declared,
    HOME: scratch,
    TMPDIR: scratch,
    PATH: bin,
    JUICE_METRICS: metrics,
  };
}

/**
 * What runs a program without namespaces: when its standard input closes,
 * because the engine has ended, it kills the whole group, and on Linux also
 * what has left the group, by a variable that is this run's alone.
 */
const leash = `
exec 3<&0 </dev/null
(
  PATH=/usr/bin:/bin
  while read -r _ <&3; do :; done
  read -r self _ </proc/self/stat
  for one in /proc/[0-9]*; do
    pid=\${one#/proc/}
    grep -qsxzF "JUICE_METRICS=$JUICE_METRICS" "$one/environ" &&
      [ "$pid" != "$self" ] && kill -KILL "$pid"
  done
  kill -KILL -$$
) >/dev/null 2>&1 &
exec 3<&-
"$@"
`;

/** The signal that a shell's exit code tells of; null where it is none. */
function signalOf(code: number): string | null {
  const number = code - 128;
  const known = Object.entries(constants.signals);
  return known.find(([, value]) => value === number)?.[0] ?? null;
}

/** A program's ending as if there were no shell around it. */
function withoutShell(ending: Ending): Ending {
  if (ending.signal !== null) return ending;
  return { ...ending, signal: signalOf(ending.code) };
}

/** Gives the folders back to their owner: what is in them has to go. */
function makeWritable(folder: string): void {
  const { mode } = Deno.lstatSync(folder);
  if (mode !== null && (mode & 0o700) !== 0o700) {
    Deno.chmodSync(folder, (mode & 0o777) | 0o700);
  }
  for (const entry of Deno.readDirSync(folder)) {
    if (entry.isDirectory) makeWritable(join(folder, entry.name));
  }
}

/** An ending for what was never started. */
const notStarted: Ending = {
  code: 1,
  signal: null,
  tail: [],
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
  if (!asked.done) return asked;
  const command = resolveCommand(kind.name, asked.values, tools, files);
  const metricsPath = join(room.report, "metrics.json");
  const env = environmentOf(
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
        readable: {
          inputs: work.inputsFolder,
          files: room.files,
          bin: room.bin,
        },
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
  for (const folder of [work.outputsFolder, work.scratch, room.tmp]) {
    makeWritable(folder);
  }
  const told = {
    ending,
    reported: null,
    isolation: how.kind,
    metrics: {},
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
