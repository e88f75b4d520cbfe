/**
 * What every command is given, and the codes that it may exit with.
 *
 * @module
 */

import type { Terminal } from "./terminal.ts";

/** What a command gets from the process that it runs in. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** The words before a command's name, for commands that are printed. */
  readonly invocation: string;
  /** The command line as it was typed, to be typed again. */
  readonly typed: string;
  /** The command's name. */
  readonly command: string;
  /** What is undone when the command has ended, however it ends. */
  readonly stack: DisposableStack;
}

/** Exit codes. */
export const exitCodes = {
  ok: 0,
  /** Something failed, differs or is damaged. */
  failure: 1,
  /** The arguments ask for something that there is not. */
  usage: 2,
  /** Stopped by Ctrl-C or SIGTERM. */
  interrupted: 130,
} as const;

/** Prints the one JSON object of `--json`. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(JSON.stringify(value, null, 2));
}
