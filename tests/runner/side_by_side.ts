/**
 * Processes side by side whose output reads as if one had run after another.
 *
 * @module
 */

/** A process, and where its output goes. */
export interface Job {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs all, so many at a time, in order. The output of the foremost is written
 * as it comes; that of the others when those before them have ended.
 *
 * @param signal Ends those that run; what has not begun does not begin.
 * @returns Their exit codes; 143 for what was ended or has not begun.
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
  let next = 0, foremost = 0;

  function take(at: number, bytes: Uint8Array): void {
    if (at === foremost) write(bytes);
    else held[at]!.push(bytes);
  }

  function end(at: number): void {
    ended[at] = true;
    while (ended[foremost]) {
      foremost++;
      for (const bytes of held[foremost]?.splice(0) ?? []) write(bytes);
    }
  }

  async function work(): Promise<void> {
    while (next < jobs.length && !signal.aborted) {
      const at = next++;
      const { command, args, env } = jobs[at]!;
      const child = new Deno.Command(command, {
        args: [...args],
        env: { ...env },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const stop = () => {
        try {
          child.kill("SIGTERM");
        } catch {
          // It has just ended by itself.
        }
      };
      signal.addEventListener("abort", stop);
      const [{ code }] = await Promise.all([
        child.status,
        each(child.stdout, (bytes) => take(at, bytes)),
        each(child.stderr, (bytes) => take(at, bytes)),
      ]);
      signal.removeEventListener("abort", stop);
      codes[at] = code;
      end(at);
    }
  }

  await Promise.all(Array.from({ length: Math.max(1, atATime) }, work));
  return codes;
}

async function each(
  stream: ReadableStream<Uint8Array>,
  take: (bytes: Uint8Array) => void,
): Promise<void> {
  for await (const bytes of stream) take(bytes);
}
