/**
 * How an error is shown to the person.
 *
 * @module
 */

import { fold, width, wrap } from "./format.ts";
import { harmless } from "./harmless.ts";
import type { Terminal } from "./terminal.ts";

/** The most rows of a screen that one word takes. */
const mostRows = 4;

/** A line of a message; a name may be too wide, but none takes the screen. */
function broken(line: string, columns: number): string[] {
  return wrap(line, columns).flatMap((row) =>
    width(row) <= mostRows * columns ? [row] : fold(row, columns, mostRows)
  );
}

/** Prints the message of an error to standard error. */
export function printError(terminal: Terminal, message: string): void {
  const [first = "", ...rest] = `Error: ${harmless(message)}`.split("\n")
    // An indented line is a command or a list, to be copied as it stands.
    .flatMap((line) =>
      line.startsWith("  ") ? [line] : broken(line, terminal.columns)
    );
  const head = first.replace(/^Error:/, terminal.errStyle.red("Error:"));
  terminal.err([head, ...rest].join("\n"));
}
