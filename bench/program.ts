/**
 * What the benchmarks' command lines share: help, and words instead of a stack
 * where a person has asked for something that cannot be.
 *
 * @module
 */

import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { NoAdapterError } from "../learn/webgpu/device.ts";
import { JuiceError } from "../pipeline/errors.ts";

/** Something that was asked for and cannot be; its message says what to do. */
export class InputError extends Error {}

/** What to say of an error; undefined where it is a mistake in the program. */
function wordsOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { message } = error;
  const known = [InputError, JuiceError, NoAdapterError];
  if (known.some((kind) => error instanceof kind)) return message;
  const { code } = error as { code?: unknown };
  if (typeof code !== "string" || !code.startsWith("ERR_PARSE_ARGS")) {
    return undefined;
  }
  const [said = message] = message.split(/\. |\n/);
  return `${said.replaceAll("'", '"')}; --help lists the options`;
}

/**
 * Runs a program, or says how it is used.
 *
 * @param usage Printed for `--help`.
 */
export async function runProgram(
  usage: string,
  run: () => Promise<void>,
): Promise<void> {
  if (Deno.args.some((arg) => arg === "--help" || arg === "-h")) {
    console.log(usage);
    return;
  }
  // Linux drivers complain on standard error where this is not a folder.
  if (Deno.build.os === "linux" && !Deno.env.has("XDG_RUNTIME_DIR")) {
    Deno.env.set("XDG_RUNTIME_DIR", tmpdir());
  }
  try {
    await run();
  } catch (error) {
    const words = wordsOf(error);
    if (words === undefined) throw error;
    console.error(words);
    Deno.exitCode = 1;
  }
}

/**
 * Checks that a file can be written once everything has been measured, which
 * is late to find out.
 *
 * @throws {InputError} Where its folder is missing.
 */
export function checkOutput(file: string | undefined): void {
  if (file === undefined) return;
  const folder = dirname(file);
  try {
    if (Deno.statSync(folder).isDirectory) return;
  } catch {
    // Said below.
  }
  throw new InputError(
    `Cannot write "${file}": there is no folder "${folder}"; make it first`,
  );
}
