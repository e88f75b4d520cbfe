/**
 * What changed within a text: a unified diff.
 *
 * @module
 */

import { structuredPatch } from "diff";

/** Lines that changed, with some of those around them. */
export interface Hunk {
  /** Counted from 1. Of no lines it is the line that they would stand behind. */
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** Each begins with " ", "-", "+" or, of a last line's end, "\". */
  readonly lines: readonly string[];
}

/** Unchanged lines around a change. */
const context = 3;
/** Lines that went or came, beyond which two texts are not compared. */
const maxEdits = 1000;

/** Compares two texts; null where a diff would say nothing. */
export function diffTexts(from: string, to: string): Hunk[] | null {
  const patch = structuredPatch("", "", from, to, undefined, undefined, {
    context,
    maxEditLength: maxEdits,
  });
  if (patch === undefined) return null;
  // That the last line has no end is said only where that changed.
  const alike = from.endsWith("\n") === to.endsWith("\n");
  return patch.hunks.map((hunk): Hunk => {
    const { oldLines, newLines } = hunk;
    return {
      oldStart: oldLines === 0 ? hunk.oldStart - 1 : hunk.oldStart,
      oldLines,
      newStart: newLines === 0 ? hunk.newStart - 1 : hunk.newStart,
      newLines,
      lines: hunk.lines.filter((line) => !alike || !line.startsWith("\\")),
    };
  });
}

/** The lines of a unified diff, without its head. */
export function hunkLines(hunks: readonly Hunk[]): string[] {
  const range = (start: number, lines: number) =>
    lines === 1 ? String(start) : `${start},${lines}`;
  return hunks.flatMap((hunk) => {
    const before = range(hunk.oldStart, hunk.oldLines);
    const after = range(hunk.newStart, hunk.newLines);
    return [`@@ -${before} +${after} @@`, ...hunk.lines];
  });
}
