/**
 * The command line as a person uses it: `deno task ...` in a checkout, with a
 * store of the test's own.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { makeFolder } from "../../pipeline/testing/folder.ts";

/** This checkout. */
export const checkout: string = fileURLToPath(
  new URL("../../", import.meta.url),
).replace(/[/]$/, "");

/** What a command did. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and how a command runs. */
export interface Setting {
  /** The project's folder; this checkout unless told. */
  readonly cwd?: string;
  readonly store: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Gives the command a process group of its own, to be killed whole. */
  readonly group?: boolean;
}

/** Starts `deno task` with arguments. */
export function start(
  args: readonly string[],
  { cwd = checkout, store, env = {}, group = false }: Setting,
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", ...args],
    cwd,
    env: { JUICE_STORE: store, NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: group,
  }).spawn();
}

/**
 * Starts `deno task` with arguments and kills it, with all that it started,
 * when its standard error has matched a pattern a number of times.
 *
 * @returns What it had said by then.
 */
export async function startAndKill(
  args: readonly string[],
  setting: Setting,
  pattern: RegExp,
  times: number,
): Promise<string> {
  const child = start(args, { ...setting, group: true });
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  while ([...said.matchAll(pattern)].length < times) {
    const { value, done } = await reader.read();
    if (done) break;
    said += value;
  }
  // `deno task` starts another process, which would outlive it.
  Deno.kill(-child.pid, "SIGKILL");
  await Promise.all([reader.cancel(), child.stdout.cancel(), child.status]);
  return said;
}

/** Runs `deno task` with arguments. */
export async function juice(
  args: readonly string[],
  setting: Setting,
): Promise<Outcome> {
  const { code, stdout, stderr } = await start(args, setting).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** Runs a command with `--json`; fails where it prints anything else. */
export async function juiceJson<T>(
  args: readonly string[],
  setting: Setting,
): Promise<{ code: number; value: T; stderr: string }> {
  const { code, stdout, stderr } = await juice([...args, "--json"], setting);
  try {
    return { code, value: JSON.parse(stdout) as T, stderr };
  } catch {
    throw new Error(`Not JSON: ${stdout}\n${stderr}`);
  }
}

/** A temporary folder, removed at the end of its scope. */
export function temporary(): AsyncDisposable & { readonly path: string } {
  const path = makeFolder();
  return {
    path,
    async [Symbol.asyncDispose]() {
      // Objects are read-only; their folders are not.
      await Deno.remove(path, { recursive: true });
    },
  };
}

/** Copies what git tracks of this checkout, and what it does not ignore. */
export async function copyCheckout(to: string): Promise<void> {
  const { stdout } = await new Deno.Command("git", {
    args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    cwd: checkout,
  }).output();
  const files = new TextDecoder().decode(stdout).split("\0").filter(Boolean);
  for (const file of new Set(files)) {
    const target = `${to}/${file}`;
    await Deno.mkdir(target.slice(0, target.lastIndexOf("/")), {
      recursive: true,
    });
    try {
      await Deno.copyFile(`${checkout}/${file}`, target);
    } catch (error) {
      // A tracked file that was just deleted.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
