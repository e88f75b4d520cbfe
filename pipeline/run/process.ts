/**
 * Starting a process of a stage, listening to it, and ending it with all that
 * it has started.
 *
 * @module
 */

import { messageOf } from "../errors.ts";
import { findProgram } from "../find_program.ts";
import { type Exceeded, type Limits, watch } from "./limits.ts";
import { endWithin, joined, lineEnd, readLines } from "./lines.ts";
import { StageLog } from "./log.ts";
import { marker, type Message } from "./protocol.ts";

/** What to start. */
export interface Start {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly log: string;
  readonly limits: Limits;
  /**
   * A stage's Deno, which sends messages, ends with its standard input and
   * cannot start processes; or any other program.
   */
  readonly kind: "deno" | "program";
  /**
   * A variable with its value that is in the environment of this process and
   * of all that it starts, and of nothing else.
   */
  readonly mark?: string;
}

/** What is heard while a stage's process runs. */
export interface Listener {
  message(message: Message): void;
  line(line: string): void;
}

/** How a stage's process ended. */
export interface Ending {
  readonly code: number;
  readonly signal: string | null;
  /** The log's last lines that say something. */
  readonly tail: readonly string[];
  /** The log's last lines, some more, with all frames of a stack. */
  readonly last: readonly string[];
  /** The limit for which it was killed. */
  readonly exceeded: Exceeded | null;
  /** The most memory that was seen in use, in MiB. */
  readonly peak: number | null;
}

/** A stage's process that runs. */
export interface Running {
  readonly ended: Promise<Ending>;
  /** Ends the process and all that it started. */
  kill(): void;
}

/**
 * How long a process may take to end when it is asked to, and its output after
 * it has ended, in milliseconds.
 */
const patience = 2000;

let prefix: readonly string[] | undefined;

/**
 * What stands before a command so that the kernel kills it when the engine
 * ends, however that happens; nothing where the system has no such thing.
 */
function tied(): readonly string[] {
  if (prefix !== undefined) return prefix;
  prefix = [];
  const setpriv = Deno.build.os === "linux" ? findProgram(["setpriv"]) : null;
  if (setpriv !== null) {
    const tie = [setpriv, "--pdeathsig", "KILL", "--"];
    // Other makers' programs of this name cannot do it.
    const { success } = new Deno.Command(tie[0]!, {
      args: [...tie.slice(1), setpriv, "--version"],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).outputSync();
    if (success) prefix = tie;
  }
  return prefix;
}

/** Sends a signal to a process and to its group. */
function signalGroup(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    if (Deno.build.os === "windows") child.kill(signal);
    else Deno.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}

/** Kills the processes that have a variable, on Linux; elsewhere none. */
function killMarked(mark: string): void {
  if (Deno.build.os !== "linux") return;
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const variables = Deno.readTextFileSync(`/proc/${name}/environ`);
      if (!variables.split("\0").includes(mark)) continue;
      Deno.kill(Number(name), "SIGKILL");
    } catch {
      // It is not ours, or has ended.
    }
  }
}

const markerByte = marker.charCodeAt(0);

/** Sets messages apart from the lines of the log among which they stand. */
function separate(lines: Uint8Array, log: StageLog, listener: Listener): void {
  let at = 0;
  while (at < lines.length) {
    const start = lines.indexOf(markerByte, at);
    if (start < 0) break;
    if (start > at) {
      const before = lines.subarray(at, start);
      // What a stage printed without a line's end stands before the marker.
      log.write(joined([before], before.at(-1) === lineEnd));
    }
    at = lines.indexOf(lineEnd, start) + 1;
    const text = new TextDecoder().decode(lines.subarray(start + 1, at));
    try {
      listener.message(JSON.parse(text));
    } catch (error) {
      log.writeLine(`A message that cannot be read: ${messageOf(error)}`);
    }
  }
  if (at < lines.length) log.write(lines.subarray(at));
}

/** Starts a process of a stage. */
export function startProcess(start: Start, listener: Listener): Running {
  const listens = start.kind === "deno" || start.mark !== undefined;
  const [command, ...args] = [...tied(), start.command, ...start.args];
  const child = new Deno.Command(command!, {
    args,
    cwd: start.cwd,
    clearEnv: true,
    env: start.env,
    // What listens to this pipe ends when the engine does, which closes it.
    stdin: listens ? "piped" : "null",
    stdout: "piped",
    stderr: "piped",
    detached: Deno.build.os !== "windows",
  }).spawn();
  const log = new StageLog(start.log, listener.line);
  const take = (lines: Uint8Array) => {
    if (start.kind === "deno") separate(lines, log, listener);
    else log.write(lines);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const kill = () => {
    signalGroup(child, "SIGTERM");
    timer ??= setTimeout(() => signalGroup(child, "SIGKILL"), patience);
  };
  const alone = start.kind === "deno";
  const watching = watch(child.pid, alone, start.limits, ({ what }) => {
    if (what === "memory") signalGroup(child, "SIGKILL");
    else kill();
  });
  const ended = (async () => {
    const gone = child.status.then((status) => {
      clearTimeout(timer);
      watching.stop();
      // What it leaves behind would hold its output open, and go on.
      signalGroup(child, "SIGKILL");
      if (start.mark !== undefined) killMarked(start.mark);
      return status;
    });
    const readings = [
      readLines(child.stdout, take),
      readLines(child.stderr, (lines) => log.write(lines)),
    ];
    const heard = gone.then(async (status) => {
      if (!alone && !await endWithin(readings, patience)) {
        // What got away may hold the output for ever.
        log.writeLine(
          "What it started still runs; its output is no longer read",
        );
      }
      return status;
    });
    const [status] = await Promise.all([
      heard,
      ...readings.map(({ ended }) => ended),
    ]);
    if (listens) await child.stdin.close().catch(() => {});
    log.close();
    const { exceeded, peak } = watching;
    return {
      code: status.code,
      signal: status.signal,
      tail: log.tail(),
      last: log.last(),
      exceeded,
      peak,
    };
  })();
  return { ended, kill };
}
