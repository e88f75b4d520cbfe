/**
 * Opening a page in the person's browser, where there is a person and one.
 *
 * @module
 */

import { findProgram } from "../find_program.ts";
import type { Terminal } from "./terminal.ts";

/** The programs that open an address with what the person prefers. */
function openers(address: string): readonly (readonly string[])[] {
  switch (Deno.build.os) {
    case "darwin":
      return [["open", address]];
    case "windows":
      // The first argument in quotes would be taken for a window's title.
      return [["cmd", "/c", "start", "", address]];
    default:
      return [["xdg-open", address]];
  }
}

/** Whether somebody sits before a screen that this process can use. */
function hasScreen(terminal: Terminal): boolean {
  if (!terminal.live || !Deno.stdin.isTerminal()) return false;
  if (Deno.build.os !== "linux") return true;
  const { env } = Deno;
  return Boolean(env.get("DISPLAY") || env.get("WAYLAND_DISPLAY"));
}

/**
 * Opens an address. The person has it in print, so to fail is no error.
 *
 * @param makeAddress Makes the one that is opened, if one is.
 */
export function openInBrowser(
  makeAddress: () => string,
  terminal: Terminal,
): void {
  if (!hasScreen(terminal)) return;
  for (const [name = "", ...args] of openers(makeAddress())) {
    const program = findProgram([name]);
    if (program === null) continue;
    try {
      new Deno.Command(program, {
        args,
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).spawn().unref();
    } catch {
      // It is there and cannot be started.
    }
    return;
  }
}
