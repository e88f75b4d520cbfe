/**
 * Rows of a data file, one after the other: what both formats are read as.
 *
 * @module
 */

/** What can be wrong with one row, in the order of a summary. */
export const faults = [
  "too long",
  "not UTF-8",
  "not JSON",
  "not an object",
  "no prompt",
  "no response",
  "prompt is not text",
  "response is not text",
  "empty prompt",
  "empty response",
] as const;

/** What is wrong with a row. */
export type Fault = typeof faults[number];

/** One row of a file: its two cells, or why it has none. */
export type FileRow =
  & {
    /** Counted from 1; in JSONL the number of the line. */
    readonly row: number;
  }
  & ({ readonly fault: Fault } | {
    readonly prompt: unknown;
    readonly response: unknown;
    /** The names of further columns. */
    readonly others: readonly string[];
  });

/** Stands for a cell whose bytes are no UTF-8. */
export const notUtf8: unique symbol = Symbol("not UTF-8");

/** The longest text that is read, in UTF-16 code units. */
export const longest = 1 << 16;

/** A row that can be used. */
export interface Usable {
  readonly row: number;
  readonly prompt: string;
  readonly response: string;
}

/** What a row is: usable, or at fault. */
export function examine(given: FileRow): Usable | Fault {
  if ("fault" in given) return given.fault;
  const { row, prompt, response } = given;
  if (prompt === notUtf8 || response === notUtf8) return "not UTF-8";
  if (prompt === undefined || prompt === null) return "no prompt";
  if (response === undefined || response === null) return "no response";
  if (typeof prompt !== "string") return "prompt is not text";
  if (typeof response !== "string") return "response is not text";
  // JSON can write half of a surrogate pair, which no encoding can.
  if (!prompt.isWellFormed() || !response.isWellFormed()) return "not UTF-8";
  if (prompt.length > longest || response.length > longest) return "too long";
  if (prompt.trim() === "") return "empty prompt";
  if (response.trim() === "") return "empty response";
  return { row, prompt, response };
}
