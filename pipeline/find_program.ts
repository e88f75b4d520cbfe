/**
 * Finding programs on the `PATH`.
 *
 * @module
 */

import { join } from "node:path";
import { exists } from "./store/files.ts";

/** The first of these programs that is on the path. */
export function findProgram(
  names: readonly string[],
  path: string = Deno.env.get("PATH") ?? "",
): string | null {
  const windows = Deno.build.os === "windows";
  for (const folder of path.split(windows ? ";" : ":")) {
    for (const name of names) {
      const file = join(folder, windows ? `${name}.exe` : name);
      if (folder !== "" && exists(file)) return file;
    }
  }
  return null;
}
