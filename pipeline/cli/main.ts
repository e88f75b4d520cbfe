/**
 * The command line's entry: reads arguments, runs a command, prints what went
 * wrong in one or two lines and exits.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";
import { exitCodes, printJson } from "./context.ts";
import { invocation, quote } from "./invocation.ts";
import { OverrideError } from "../overrides/override.ts";
import { isDiskError, storeError } from "../store/files.ts";
import { printError } from "./print_error.ts";
import { runProgram } from "./program.ts";
import { systemTerminal, type Terminal } from "./terminal.ts";
import { UsageError } from "./usage.ts";

/**
 * Runs one command line.
 *
 * @param args The arguments, the command's name first.
 * @returns The exit code: 0 only if all is well, 1 for a failure, 2 for wrong
 * arguments, 130 when it was stopped.
 */
export async function main(
  args: readonly string[],
  terminal: Terminal = systemTerminal(),
  prefix: string = invocation(),
): Promise<number> {
  try {
    using stack = new DisposableStack();
    const typed = [prefix, ...args.map(quote)].join(" ");
    return await runProgram(args, {
      terminal,
      invocation: prefix,
      typed,
      stack,
    });
  } catch (thrown) {
    const error = isDiskError(thrown) ? storeError("go on", thrown) : thrown;
    const expected = error instanceof JuiceError;
    const message = expected
      ? error.message
      : `${error instanceof Error ? error.message : String(error)}\n` +
        "This is a defect in Juice; JUICE_TRACE=1 shows where it arose";
    printError(terminal, message);
    if (Deno.env.get("JUICE_TRACE") === "1" && error instanceof Error) {
      terminal.err(terminal.errStyle.dim(error.stack ?? ""));
    }
    const unwritable = expected && error.code === "output";
    if (args.includes("--json") && !unwritable) {
      printJson(terminal, { version: 1, error: { message } });
    }
    if (expected && error.code === "stopped") return exitCodes.interrupted;
    return isUsage(error) ? exitCodes.usage : exitCodes.failure;
  }
}

/** Codes of errors about names that the arguments ask for in vain. */
const unknownNames = new Set([
  "unknown-profile",
  "unknown-stage",
  "unknown-artifact",
  "unknown-bytes",
  "unknown-cell",
  "unknown-file",
  "sql",
]);

function isUsage(error: unknown): boolean {
  return error instanceof UsageError || error instanceof OverrideError ||
    (error instanceof JuiceError && unknownNames.has(error.code ?? ""));
}

if (import.meta.main) Deno.exit(await main(Deno.args));
