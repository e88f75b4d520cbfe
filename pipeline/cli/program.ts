/**
 * The command line as a whole: reading the arguments, and saying in the
 * project's words what is wrong with them.
 *
 * @module
 */

import { Command, CommanderError } from "commander";
import { JuiceError } from "../errors.ts";
import { type CommandContext, exitCodes } from "./context.ts";
import { Declarations } from "./declarations.ts";
import { declareOrigins } from "./declare_origins.ts";
import { declareRuns } from "./declare_runs.ts";
import { declareUpkeep } from "./declare_upkeep.ts";
import { followUp, type Target } from "./invocation.ts";
import { maxColumns } from "./terminal.ts";
import { UsageError } from "./usage.ts";

/** Turns Commander's wording into the project's. */
function wording({ message }: CommanderError): string {
  const text = message.replace(/^error: /, "").replace(/\.$/, "")
    .replaceAll("'", '"').replace(
      /\n?\(Did you mean (.*?)\?\)/,
      (_, names: string) => `; did you mean "${names}"?`,
    );
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Adds to an error about an unknown stage where all of them are listed. */
function withList(error: unknown, prefix: string, target: Target): unknown {
  if (!(error instanceof JuiceError)) return error;
  const { code, message } = error;
  if (code !== "unknown-stage" && code !== "unknown-artifact") return error;
  const plan = followUp(prefix, ["plan"], target);
  return new JuiceError(`${message}\nTo list all stages:\n  ${plan}`, {
    code,
    cause: error,
  });
}

/**
 * Reads the arguments and runs the command that they name.
 *
 * @returns The exit code.
 * @throws UsageError for arguments that there are not.
 */
export async function runProgram(
  args: readonly string[],
  given: Omit<CommandContext, "command">,
): Promise<number> {
  const prefix = given.invocation;
  const program = new Command();

  program.name(prefix)
    .description("Reproduces the experiment, and says where results come from.")
    .usage("<command> [options]")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      getOutHelpWidth: () => maxColumns,
      getErrHelpWidth: () => maxColumns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      writeOut: (text) => given.terminal.out(text.trimEnd()),
      writeErr: (text) => given.terminal.err(text.trimEnd()),
      // The caught error is printed instead, in the project's wording.
      outputError: () => {},
    });

  const to = new Declarations(
    program,
    given,
    (error, options) => withList(error, prefix, options as Target),
  );
  declareRuns(to);
  declareOrigins(to);
  declareUpkeep(to);

  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.help") return exitCodes.usage;
    if (error.exitCode === 0) return exitCodes.ok;
    const known = program.commands.some((c) => c.name() === args[0]);
    const of = to.asked || (known ? `${args[0]} ` : "");
    if (of === "") {
      const names = program.commands.map((c) => c.name()).join(", ");
      throw new UsageError(
        // Deno would answer "deno task --help" itself.
        `${wording(error)}\nCommands: ${names}\n` +
          `See: ${prefix} reproduce --help`,
      );
    }
    throw new UsageError(
      `${wording(error)}\nSee: ${prefix} ${of}--help`,
    );
  }
  return to.code;
}
