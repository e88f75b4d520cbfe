/**
 * What changed within a file of code: a unified diff of its two texts, where
 * both are at hand.
 *
 * @module
 */

import { structuredPatch } from "diff";
import type { Digest } from "../identity/digest.ts";
import { isDigest, sha256 } from "../identity/hash.ts";
import type { Store } from "../store/store.ts";

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

/** What changed within a file. */
export type FileDiff =
  | { readonly type: "text"; readonly hunks: readonly Hunk[] }
  /** No text, or so different a one that a diff would say nothing: bytes. */
  | { readonly type: "sizes"; readonly before: number; readonly after: number }
  /** One of the two is not at hand. */
  | { readonly type: "missing"; readonly which: "before" | "after" };

/** Unchanged lines around a change. */
const context = 3;
/** Lines that went or came, beyond which two texts are not compared. */
const maxEdits = 1000;

function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Compares two versions of a file. */
export function diffBytes(before: Uint8Array, after: Uint8Array): FileDiff {
  const sizes = {
    type: "sizes",
    before: before.length,
    after: after.length,
  } as const;
  const from = textOf(before), to = textOf(after);
  if (from === null || to === null) return sizes;
  const patch = structuredPatch("", "", from, to, undefined, undefined, {
    context,
    maxEditLength: maxEdits,
  });
  if (patch === undefined) return sizes;
  // That the last line has no end is said only where that changed.
  const alike = from.endsWith("\n") === to.endsWith("\n");
  const hunks = patch.hunks.map((hunk): Hunk => {
    const { oldLines, newLines } = hunk;
    return {
      oldStart: oldLines === 0 ? hunk.oldStart - 1 : hunk.oldStart,
      oldLines,
      newStart: newLines === 0 ? hunk.newStart - 1 : hunk.newStart,
      newLines,
      lines: hunk.lines.filter((line) => !alike || !line.startsWith("\\")),
    };
  });
  return { type: "text", hunks };
}

/** A file's bytes, if they are those of the digest. */
function readExactly(path: string, digest: Digest): Uint8Array | null {
  try {
    const bytes = Deno.readFileSync(path);
    return sha256(bytes) === digest ? bytes : null;
  } catch {
    return null;
  }
}

/**
 * Compares two versions of a file of code by their digests: the earlier one as
 * the store kept it, the later one as it is now or, if that is another one,
 * from the store, too.
 *
 * @param path Where the file is now, if it is.
 */
export function diffCode(
  store: Store,
  before: string,
  after: string,
  path: string | undefined,
): FileDiff {
  const kept = (digest: string) =>
    isDigest(digest) ? readExactly(store.pathOf(digest), digest) : null;
  const now = (digest: string) =>
    path === undefined || !isDigest(digest) ? null : readExactly(path, digest);
  const from = kept(before);
  if (from === null) return { type: "missing", which: "before" };
  const to = now(after) ?? kept(after);
  if (to === null) return { type: "missing", which: "after" };
  return diffBytes(from, to);
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
