/**
 * Measuring whole processes: how long they take, and how much memory.
 *
 * @module
 */

import { type Figure, figure } from "../figure.ts";

/** A command to measure. */
export interface Measured {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The longest that a command may take, in seconds. */
const limit = 600;

function command({ program, args, cwd, env = {} }: Measured): Deno.Command {
  return new Deno.Command(program, {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(limit * 1000),
  });
}

/**
 * Runs a command once and returns its seconds, from before its start to after
 * its end.
 *
 * @throws Error with the end of what it printed, where it fails.
 */
export async function seconds(what: Measured): Promise<number> {
  const start = performance.now();
  const { success, stdout, stderr } = await command(what).output();
  const taken = (performance.now() - start) / 1000;
  if (success) return taken;
  if (taken >= limit) throw new Error(`was stopped after ${limit} s`);
  const decoder = new TextDecoder();
  const said = (decoder.decode(stdout) + decoder.decode(stderr)).trim();
  throw new Error(
    `"${what.program} ${what.args.slice(0, 6).join(" ")}" failed:\n` +
      said.split("\n").slice(-12).join("\n"),
  );
}

/** Runs a command several times, after once to warm the disk's cache. */
export async function times(
  name: string,
  what: Measured,
  repeats: number,
): Promise<Figure> {
  await seconds(what);
  const values: number[] = [];
  for (let i = 0; i < repeats; i++) values.push(await seconds(what));
  return figure(name, "s", values);
}

/** The most memory of a command's own process, in MiB; null off Linux. */
export async function peakMemory(what: Measured): Promise<number | null> {
  if (Deno.build.os !== "linux") return null;
  const child = command(what).spawn();
  let peak = 0, ended = false;
  const output = child.output().finally(() => ended = true);
  while (!ended) {
    try {
      const status = Deno.readTextFileSync(`/proc/${child.pid}/status`);
      const found = /^VmHWM:\s+(\d+) kB/m.exec(status);
      if (found !== null) peak = Math.max(peak, Number(found[1]) / 1024);
    } catch {
      // It has just ended.
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await output;
  return Math.round(peak);
}
