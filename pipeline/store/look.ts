/**
 * How files outside the store look, and whether a look tells that they are
 * still what was read.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";

/** How a file or folder looks without being read. Times in milliseconds. */
export interface Look {
  readonly isFolder: boolean;
  readonly size: number;
  readonly modified: number;
  /** Of the inode: no program can set it back. Whole seconds. */
  readonly changed: number;
  readonly inode: number;
  readonly device: number;
}

/** A file or folder that was read. */
export interface Seen extends Look {
  /** From the source, with `/` between names; empty for the source itself. */
  readonly path: string;
  /** When its reading began. */
  readonly at: number;
  /** Null for a folder, of which the names in it were read. */
  readonly digest: Digest | null;
}

/**
 * How long before it was read something must have been changed last, in
 * milliseconds: more than any file system's or Deno's steps of time.
 */
const settled = 2000;

/** Whether a look tells that nothing has changed since something was seen. */
export function stillSame(seen: Seen, look: Look, now: number): boolean {
  return seen.isFolder === look.isFolder && seen.size === look.size &&
    seen.modified === look.modified && seen.changed === look.changed &&
    seen.inode === look.inode && seen.device === look.device &&
    isSettled(seen, now);
}

/**
 * Whether what was seen can be told from what a later write would leave. It
 * cannot if the clock may have shown the same time at that write: it was read
 * too soon after a change, or the clock has been set back since.
 */
export function isSettled(seen: Seen, now: number): boolean {
  return Math.max(seen.modified, seen.changed) + settled < seen.at &&
    seen.at <= now;
}

/** Looks at a path without following a link; null for what is neither. */
export function lookAt(path: string): Look | null {
  const info = Deno.lstatSync(path);
  if (!info.isFile && !info.isDirectory) return null;
  return {
    isFolder: info.isDirectory,
    // A folder's size says nothing that its names do not.
    size: info.isDirectory ? 0 : info.size,
    // A system without these times gives none that could be believed.
    modified: info.mtime?.getTime() ?? Infinity,
    changed: info.ctime?.getTime() ?? Infinity,
    inode: info.ino ?? 0,
    device: info.dev,
  };
}
