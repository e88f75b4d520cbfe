/**
 * Processes side by side whose output reads as if one had run after another.
 *
 * @module
 */

/** A process, and where it runs. */
export interface Job {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const isWindows = Deno.build.os === "windows";

/**
 * Runs a command in the process's place, and beside it what ends the whole
 * group once standard input is closed, as it is when nobody is left to do it.
 */
const guarded = "exec 3<&0; { cat <&3; kill -9 0; } >/dev/null 2>&1 & " +
  'exec "$@" </dev/null 3<&-';

/**
 * Runs all, so many at a time, in order. The output of the foremost is written
 * as it comes; that of the others when those before them have ended. Nothing
 * that a process has started outlives it, nor does any outlive this one.
 *
 * @param signal Ends those that run; what has not begun does not begin.
 * @returns Their exit codes; 143 for what was ended or has not begun.
 * @throws What `write` threw first, once all that ran is ended.
 */
export async function sideBySide(
  jobs: readonly Job[],
  atATime: number,
  write: (bytes: Uint8Array) => void,
  signal: AbortSignal,
): Promise<number[]> {
  const codes: number[] = jobs.map(() => 143);
  const held: Uint8Array[][] = jobs.map(() => []);
  const ended = jobs.map(() => false);
  const unwritten = new AbortController();
  const stopped = AbortSignal.any([signal, unwritten.signal]);
  let next = 0, foremost = 0;

  function writeOrStop(bytes: Uint8Array): void {
    if (unwritten.signal.aborted) return;
    try {
      write(bytes);
    } catch (error) {
      unwritten.abort(error);
    }
  }

  function take(at: number, bytes: Uint8Array): void {
    if (at === foremost) writeOrStop(bytes);
    else held[at]!.push(bytes);
  }

  function end(at: number): void {
    ended[at] = true;
    while (ended[foremost]) {
      foremost++;
      for (const bytes of held[foremost]?.splice(0) ?? []) writeOrStop(bytes);
    }
  }

  async function work(): Promise<void> {
    while (next < jobs.length && !stopped.aborted) {
      const at = next++;
      const { command, args, env, cwd } = jobs[at]!;
      const child = new Deno.Command(isWindows ? command : "sh", {
        args: isWindows ? [...args] : ["-c", guarded, "sh", command, ...args],
        env: { ...env },
        ...cwd !== undefined && { cwd },
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
        // A group of its own, which is ended whole.
        detached: !isWindows,
      }).spawn();
      const stop = () => kill(child, "SIGTERM");
      stopped.addEventListener("abort", stop);
      const [code] = await Promise.all([
        child.status.then(({ code }) => {
          // What is left of it would keep its output open.
          kill(child, "SIGKILL");
          return code;
        }),
        each(child.stdout, (bytes) => take(at, bytes)),
        each(child.stderr, (bytes) => take(at, bytes)),
      ]);
      stopped.removeEventListener("abort", stop);
      await child.stdin.close().catch(() => {});
      codes[at] = code;
      end(at);
    }
  }

  await Promise.all(Array.from({ length: Math.max(1, atATime) }, work));
  unwritten.signal.throwIfAborted();
  return codes;
}

/** Ends a process with all that it has started. */
function kill(child: Deno.ChildProcess, how: Deno.Signal): void {
  try {
    if (isWindows) child.kill(how);
    else Deno.kill(-child.pid, how);
  } catch {
    // Nothing of it runs any more.
  }
}

async function each(
  stream: ReadableStream<Uint8Array>,
  take: (bytes: Uint8Array) => void,
): Promise<void> {
  for await (const bytes of stream) take(bytes);
}
