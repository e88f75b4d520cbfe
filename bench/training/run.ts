/**
 * Running one contestant once.
 *
 * @module
 */

import type { Contestant } from "./contestants.ts";
import type { Result } from "./result.ts";

/** The longest that a contestant may take for one model, in seconds. */
const limit = 600;

/** A result, with the seconds from the process's start to its first step. */
export type Run = Result & { readonly startup: number };

/**
 * Runs a contestant on the work in a folder.
 *
 * @throws {Error} With the end of what it printed, where it fails.
 */
export async function runContestant(
  contestant: Contestant,
  folder: string,
): Promise<Run> {
  const { program, args, env = {}, cwd } = contestant.command(folder);
  const start = Date.now();
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    env: { NO_COLOR: "1", ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(limit * 1000),
  }).output();
  const decoder = new TextDecoder();
  const printed = decoder.decode(stdout).trim().split("\n");
  if (!success) {
    if (Date.now() - start >= limit * 1000) {
      throw new Error(`was stopped after ${limit} s`);
    }
    const said = decoder.decode(stderr).trim().split("\n")
      .filter((line) => !line.includes("XDG_RUNTIME_DIR"));
    throw new Error(`failed: ${said.slice(-6).join(" | ").slice(-600)}`);
  }
  const result: Result = JSON.parse(printed[printed.length - 1]!);
  return { ...result, startup: (result.firstStepAt - start) / 1000 };
}
