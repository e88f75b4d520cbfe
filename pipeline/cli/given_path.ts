/**
 * Paths as the person gave them. `deno task` changes to the project's folder
 * before it runs anything, and tells in `INIT_CWD` where it was called.
 *
 * @module
 */

import { isAbsolute, resolve, sep } from "node:path";
import { exists } from "../store/files.ts";

/**
 * The path that was meant: from where the person stands. Only where there is
 * nothing, and from the project's folder there is something, it is that one.
 */
export function givenPath(path: string): string {
  const caller = Deno.env.get("INIT_CWD");
  if (path === "" || isAbsolute(path) || !caller) return path;
  // `deno task` goes to a folder above the one where it was called. Another
  // one is that of an outer task, which has changed the folder since.
  if (!caller.startsWith(Deno.cwd() + sep)) return path;
  const meant = resolve(caller, path);
  return !exists(meant) && exists(path) ? path : meant;
}
