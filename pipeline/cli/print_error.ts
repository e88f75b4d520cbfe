/**
 * How an error is shown to the person.
 *
 * @module
 */

import { wrap } from "./format.ts";
import { harmless } from "./harmless.ts";
import type { Terminal } from "./terminal.ts";

/** Prints the message of an error to standard error. */
export function printError(terminal: Terminal, message: string): void {
  const [first = "", ...rest] = `Error: ${harmless(message)}`.split("\n")
    // An indented line is a command or a list, to be copied as it stands.
    .flatMap((line) =>
      line.startsWith("  ") ? [line] : wrap(line, terminal.columns)
    );
  const head = first.replace(/^Error:/, terminal.errStyle.red("Error:"));
  terminal.err([head, ...rest].join("\n"));
}
