/**
 * Where Deno keeps its caches, for the processes that the engine starts in
 * other folders than its own.
 *
 * @module
 */

import { resolve } from "node:path";

/**
 * `DENO_DIR` as an absolute path, if it is set. Deno resolves a relative one
 * against the folder that it is started in, which for those processes is not
 * the engine's.
 */
export function denoFolder(
  variable: string | undefined = Deno.env.get("DENO_DIR"),
): Record<string, string> {
  return variable ? { DENO_DIR: resolve(variable) } : {};
}
