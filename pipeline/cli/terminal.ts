/**
 * Where the command line writes: results to standard output, everything that
 * only accompanies them to standard error. Commands get a terminal from
 * outside, so that tests can read what they print.
 *
 * @module
 */

import { JuiceError, messageOf } from "../errors.ts";

/** The widest line that is printed on purpose. */
export const maxColumns = 80;

/** The styles that are used, each only where colours are on. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  red(text: string): string;
}

/** What a command prints to. */
export interface Terminal {
  /** Whether standard error is a terminal, so that it can be redrawn. */
  readonly live: boolean;
  /** How wide lines may be that stay. */
  readonly columns: number;
  /** The size of the window now, for what is redrawn. */
  size(): { readonly columns: number; readonly rows: number };
  /** Styles for standard output. */
  readonly style: Style;
  /** Styles for standard error. */
  readonly errStyle: Style;
  /** Writes a line, or several, to standard output. */
  out(text: string): void;
  /** Writes a line, or several, to standard error. */
  err(text: string): void;
  /** Writes to standard error as it is, without a line end. */
  raw(text: string): void;
}

/** Makes styles: ANSI sequences, or nothing at all. */
export function makeStyle(colours: boolean): Style {
  const wrap = (open: number, close: number) => (text: string) =>
    colours && text !== "" ? `\x1b[${open}m${text}\x1b[${close}m` : text;
  return {
    bold: wrap(1, 22),
    dim: wrap(2, 22),
    green: wrap(32, 39),
    yellow: wrap(33, 39),
    red: wrap(31, 39),
  };
}

/** The window's size; the usual one where neither stream is a terminal. */
function windowSize(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    // A terminal that does not know its size says zero.
    if (columns > 0 && rows > 0) return { columns, rows };
  } catch {
    // Neither stream is a terminal.
  }
  return { columns: maxColumns, rows: 24 };
}

function columnsOf(): number {
  const { columns } = windowSize();
  return columns > 20 ? Math.min(columns, maxColumns) : maxColumns;
}

const encoder = new TextEncoder();

/** What a text can be written to. */
export type Stream = Pick<typeof Deno.stdout, "writeSync">;

/**
 * Writes all of a text; a single write may stop early on a pipe.
 *
 * @throws JuiceError where standard output cannot be written.
 */
export function writeOut(stream: Stream, text: string): void {
  try {
    writeAll(stream, text);
  } catch (error) {
    const full = (error as { code?: unknown }).code === "ENOSPC";
    throw new JuiceError(
      "Cannot write to standard output: " +
        (full
          ? "there is no room left where it goes"
          : `${messageOf(error)}; look where it goes`),
      { cause: error, code: "output" },
    );
  }
}

/** Writes what only accompanies the results: without it, the work goes on. */
export function writeErr(stream: Stream, text: string): void {
  try {
    writeAll(stream, text);
  } catch {
    // There is nowhere left to say it.
  }
}

function writeAll(stream: Stream, text: string): void {
  let bytes = encoder.encode(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(stream.writeSync(bytes));
    } catch (error) {
      // The reader has gone, as with `| head`: there is nobody to tell.
      if (error instanceof Deno.errors.BrokenPipe) return;
      if (error instanceof Deno.errors.WouldBlock) continue;
      throw error;
    }
  }
}

/** The process's own terminal. Colours need a terminal and no `NO_COLOR`. */
export function systemTerminal(): Terminal {
  const coloured = (Deno.env.get("NO_COLOR") ?? "") === "" &&
    Deno.env.get("TERM") !== "dumb";
  const live = Deno.stderr.isTerminal() && Deno.env.get("TERM") !== "dumb";
  return {
    live,
    columns: columnsOf(),
    size: windowSize,
    style: makeStyle(coloured && Deno.stdout.isTerminal()),
    errStyle: makeStyle(coloured && Deno.stderr.isTerminal()),
    out: (text) => writeOut(Deno.stdout, text + "\n"),
    err: (text) => writeErr(Deno.stderr, text + "\n"),
    raw: (text) => writeErr(Deno.stderr, text),
  };
}
