/**
 * How a command is declared: its name, its help, and what is loaded and run
 * when it is called, so that none pays for the others.
 *
 * @module
 */

import type { Command } from "commander";
import { type CommandContext, exitCodes } from "./context.ts";

/** What Commander calls with arguments, options and the command itself. */
// deno-lint-ignore no-explicit-any
type Act<Result> = (...values: any[]) => Promise<Result>;

/** Declares commands, and knows which of them was asked for. */
export class Declarations {
  /** The exit code of the command that ran. */
  code: number = exitCodes.ok;
  /** The name of the command that was asked for; empty before it is known. */
  asked = "";
  readonly context: CommandContext;

  /**
   * @param program What the commands are added to.
   * @param addHelp Adds to an error what helps with the options given.
   */
  constructor(
    readonly program: Command,
    given: Omit<CommandContext, "command">,
    readonly addHelp: (error: unknown, options: unknown) => unknown,
  ) {
    const name = () => this.asked;
    this.context = {
      ...given,
      get command() {
        return name();
      },
    };
  }

  /** Declares a command. */
  declare(name: string, summary: string): Command {
    const command = this.program.command(name).description(summary);
    this.names(command, name);
    return command;
  }

  /** Has a command known by its name, which may be of two words. */
  names(command: Command, name: string): void {
    command.hook("preAction", () => void (this.asked = name));
  }

  /** What a command does, as Commander calls it. */
  does(run: Act<number>): Act<void> {
    return async (...values) => {
      try {
        this.code = await run(...values);
      } catch (error) {
        // The options stand before the command itself, which is last.
        throw this.addHelp(error, values.at(-2) ?? {});
      }
    };
  }

  /** Adds examples below a command's help, as they can be typed. */
  examples(command: Command, ...lines: string[]): void {
    const plural = lines.length > 1 ? "Examples" : "Example";
    const shown = lines.map((line) => `  ${this.context.invocation} ${line}`);
    command.addHelpText("after", `\n${plural}:\n${shown.join("\n")}`);
  }
}
