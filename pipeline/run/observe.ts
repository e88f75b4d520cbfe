/**
 * Which declared inputs a stage read, from Deno's log of permissions.
 *
 * @module
 */

import { resolve, sep } from "node:path";

/** Declared inputs by name, with their paths. */
export type InputPathMap = Readonly<Record<string, string>>;

/** The paths whose reading was asked for, allowed or not. */
function* readPaths(audit: string, cwd: string): Generator<string> {
  for (const line of audit.split("\n")) {
    if (line === "") continue;
    let entry: { permission?: unknown; value?: unknown };
    try {
      entry = JSON.parse(line);
    } catch {
      // A process that was killed may leave half a line.
      continue;
    }
    if (entry.permission === "read" && typeof entry.value === "string") {
      yield resolve(cwd, entry.value);
    }
  }
}

/** Tells read inputs from unread ones. A folder is read if a file in it is. */
export function observeReads(
  audit: string,
  cwd: string,
  inputs: InputPathMap,
): { read: string[]; unread: string[] } {
  const paths = new Set(readPaths(audit, cwd));
  const isRead = (path: string) => {
    if (paths.has(path)) return true;
    for (const other of paths) if (other.startsWith(path + sep)) return true;
    return false;
  };
  const read: string[] = [], unread: string[] = [];
  for (const [name, path] of Object.entries(inputs)) {
    (isRead(path) ? read : unread).push(name);
  }
  return { read: read.sort(), unread: unread.sort() };
}
