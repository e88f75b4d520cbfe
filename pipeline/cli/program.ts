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
import { declareExchange } from "./declare_exchange.ts";
import { declareExplore } from "./declare_explore.ts";
import { declareOrigins } from "./declare_origins.ts";
import { declareRuns } from "./declare_runs.ts";
import { declareUpkeep } from "./declare_upkeep.ts";
import { wrap } from "./format.ts";
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

/** The command that arguments begin with, which may be of two words. */
function commandWords(program: Command, args: readonly string[]): string[] {
  const words: string[] = [];
  let inside: Command | undefined = program;
  for (const arg of args) {
    inside = inside.commands.find((one) => one.name() === arg);
    if (inside === undefined) break;
    words.push(arg);
  }
  return words;
}

/** Each command with what it does. */
function commandList({ commands }: Command): string {
  const width = Math.max(...commands.map((one) => one.name().length)) + 2;
  return commands.flatMap((one) => {
    const text = wrap(one.description(), maxColumns - 2 - width);
    return text.map((line, i) =>
      `  ${(i === 0 ? one.name() : "").padEnd(width)}${line}`
    );
  }).join("\n");
}

/** Adds to an error the command that helps with it, where there is one. */
function withHelp(error: unknown, prefix: string, target: Target): unknown {
  if (!(error instanceof JuiceError)) return error;
  const { code, message } = error;
  if (code === "lock-conflict") {
    const { recipe, store } = target;
    const merge = followUp(prefix, ["lock", "merge"], { recipe, store });
    return new JuiceError(
      `${message}\nTo merge it stage by stage:\n  ${merge}`,
      { code, cause: error },
    );
  }
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
    (error, options) => withHelp(error, prefix, options as Target),
  );
  declareRuns(to);
  declareOrigins(to);
  declareExplore(to);
  declareExchange(to);
  declareUpkeep(to);

  try {
    const [first, ...rest] = args;
    const asked = first === "help" ? [...rest, "--help"] : args;
    await program.parseAsync(asked, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.help") return exitCodes.usage;
    if (error.exitCode === 0) return exitCodes.ok;
    const words = commandWords(program, args);
    throw new UsageError(
      words.length > 0
        ? `${wording(error)}\nSee: ${[prefix, ...words].join(" ")} --help`
        // Deno would answer "deno task --help" itself.
        : `${wording(error)}\nCommands:\n${commandList(program)}\n` +
          `See, for each: ${prefix} COMMAND --help`,
    );
  }
  return to.code;
}
