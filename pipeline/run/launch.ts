/**
 * Starting a stage's process with exactly its permissions, and listening to it.
 *
 * @module
 */

import type { Access } from "../stage.ts";
import { denoFolder } from "../deno_folder.ts";
import { messageOf } from "../errors.ts";
import { marker, type Message } from "./protocol.ts";
import { environment, flags } from "./sandbox.ts";

/** What to start. */
export interface Launch {
  readonly main: string;
  /** The project's deno.json. */
  readonly config: string;
  /** The folder that the process runs in. */
  readonly cwd: string;
  readonly read: readonly string[];
  readonly write: readonly string[];
  readonly access: Access;
  /** MiB for the heap of JavaScript; null for Deno's own limit. */
  readonly memory: number | null;
  /** True where the process needs a graphics driver. */
  readonly graphics: boolean;
  readonly threads: number;
  /** Where Deno writes which permissions were used. */
  readonly audit: string;
  readonly log: string;
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
  readonly tail: readonly string[];
}

/** A stage's process that runs. */
export interface Running {
  readonly ended: Promise<Ending>;
  /** Ends the process and all that it started. */
  kill(): void;
}

/** Where Deno keeps its caches; it needs them to start. */
const denoVariables = [
  "HOME",
  "LOCALAPPDATA",
  "SystemRoot",
  "XDG_CACHE_HOME",
];

/**
 * How a system finds its graphics driver, and which of several adapters it
 * prefers. The engine has asked for the adapter under the same variables, and
 * its answer is in the key.
 */
const graphicsVariables = new RegExp(
  "^(VK_|DENO_WEBGPU_)|" +
    "^(LD_LIBRARY_PATH|XDG_RUNTIME_DIR|DRI_PRIME|MESA_VK_DEVICE_SELECT|" +
    "__NV_PRIME_RENDER_OFFLOAD|__GLX_VENDOR_LIBRARY_NAME)$",
);

/**
 * The environment of a stage's process.
 *
 * @param variables The engine's own.
 */
export function environmentOf(
  launch: Pick<Launch, "graphics" | "threads" | "audit">,
  variables: Readonly<Record<string, string>> = Deno.env.toObject(),
): Record<string, string> {
  const env = denoFolder(variables.DENO_DIR);
  for (const [name, value] of Object.entries(variables)) {
    const graphics = launch.graphics && graphicsVariables.test(name);
    if (denoVariables.includes(name) || graphics) env[name] = value;
  }
  // Mesa's software adapter would otherwise take every core for itself.
  if (launch.graphics) env.LP_NUM_THREADS = String(launch.threads);
  return {
    ...env,
    ...environment,
    DENO_AUDIT_PERMISSIONS: launch.audit,
    DENO_NO_UPDATE_CHECK: "1",
  };
}

/** Paths as Deno's flags take them: a comma within one is written twice. */
function list(flag: string, values: readonly string[]): string[] {
  if (values.length === 0) return [];
  return [`${flag}=${values.map((v) => v.replaceAll(",", ",,")).join(",")}`];
}

/** The arguments of a stage's process. */
export function argumentsOf(launch: Launch): string[] {
  return [
    "run",
    ...flags,
    `--config=${launch.config}`,
    ...list("--allow-read", launch.read),
    ...list("--allow-write", launch.write),
    ...list("--allow-env", launch.access.env ?? []),
    ...list("--allow-sys", launch.access.sys ?? []),
    ...(launch.memory === null
      ? []
      : [`--v8-flags=--max-old-space-size=${launch.memory}`]),
    launch.main,
  ];
}

/** How many of the log's last lines are kept for a failure's message. */
const tailLength = 12;
/**
 * Lines that say nothing to who only wants to know what went wrong: stack
 * frames and the collector's trace. They are in the log.
 */
const noise = /^\s*$|^\s+at |^\[\d+:0x|^#$|^<--- |^=====|^\s+\/.*\[0x/;
/** How long a process may take to end when it is asked to, in milliseconds. */
const patience = 2000;

async function eachLine(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    for (const line of lines) take(line);
  }
  if (rest !== "") take(rest);
}

/** Starts a stage's process. */
export function launchStage(launch: Launch, listener: Listener): Running {
  const child = new Deno.Command(Deno.execPath(), {
    args: argumentsOf(launch),
    cwd: launch.cwd,
    clearEnv: true,
    env: environmentOf(launch),
    // The process ends when this pipe closes, which the kernel sees to.
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    detached: Deno.build.os !== "windows",
  }).spawn();
  const log = Deno.openSync(launch.log, { write: true, create: true });
  const encoder = new TextEncoder();
  const tail: string[] = [];
  const logLine = (line: string) => {
    try {
      log.writeSync(encoder.encode(line + "\n"));
    } catch {
      // A full disk must not hide what the stage itself has to say.
    }
    if (!noise.test(line)) tail.push(line);
    if (tail.length > tailLength) tail.shift();
    listener.line(line);
  };
  const outputLine = (line: string) => {
    const at = line.indexOf(marker);
    if (at < 0) return logLine(line);
    // What a stage printed without a line's end stands before the marker.
    if (at > 0) logLine(line.slice(0, at));
    try {
      listener.message(JSON.parse(line.slice(at + 1)));
    } catch (error) {
      logLine(`A message that cannot be read: ${messageOf(error)}`);
    }
  };
  const signalGroup = (signal: Deno.Signal) => {
    try {
      if (Deno.build.os === "windows") child.kill(signal);
      else Deno.kill(-child.pid, signal);
    } catch {
      // It has ended already.
    }
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ended = (async () => {
    const [status] = await Promise.all([
      child.status,
      eachLine(child.stdout, outputLine),
      eachLine(child.stderr, logLine),
    ]);
    clearTimeout(timer);
    await child.stdin.close().catch(() => {});
    log.close();
    return { code: status.code, signal: status.signal, tail };
  })();
  return {
    ended,
    kill: () => {
      signalGroup("SIGTERM");
      timer = setTimeout(() => signalGroup("SIGKILL"), patience);
    },
  };
}
