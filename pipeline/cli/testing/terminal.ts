/**
 * A terminal that keeps what is printed.
 *
 * @module
 */

import { makeStyle, type Terminal } from "../terminal.ts";

/** What was printed, and the terminal to print to. */
interface CapturedTerminal extends Terminal {
  readonly stdout: () => string;
  readonly stderr: () => string;
}

/** Makes a terminal of 80 columns without colours. */
export function captureTerminal(live = false): CapturedTerminal {
  let stdout = "", stderr = "";
  return {
    live,
    columns: 80,
    size: () => ({ columns: 80, rows: 24 }),
    style: makeStyle(false),
    errStyle: makeStyle(false),
    out: (text) => void (stdout += text + "\n"),
    err: (text) => void (stderr += text + "\n"),
    raw: (text) => void (stderr += text),
    stdout: () => stdout,
    stderr: () => stderr,
  };
}
