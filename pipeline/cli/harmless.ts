/**
 * Making text from elsewhere harmless: what a stage logs, throws or names is
 * shown, but must not move the cursor, colour the screen, ring the bell or turn
 * the direction of what stands beside it.
 *
 * @module
 */

/**
 * Escape sequences: those that carry a text, such as a window's title or a
 * link, up to their end or the line's; those with parameters; all others.
 */
const sequences =
  // deno-lint-ignore no-control-regex
  /\x1b[\]PX^_][^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?/g;

/**
 * Control characters other than the line's end, and the marks that turn the
 * direction of writing. Joiners stay: emoji and several scripts need them.
 */
const unsafe =
  // deno-lint-ignore no-control-regex
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A text of any lines without escape sequences and control characters. */
export function harmless(text: string): string {
  return text.toWellFormed().replace(sequences, "")
    .replaceAll("\r\n", "\n")
    .replace(unsafe, (one) => one === "\t" ? "  " : "");
}

/**
 * A line of a log as a terminal would have left it: of what a carriage return
 * wrote over itself, such as a progress bar, the last version.
 */
export function harmlessLine(line: string): string {
  const versions = line.split("\r").map(harmless);
  return versions.findLast((version) => version.trim() !== "") ?? "";
}
