/**
 * Folders for tests.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";

/**
 * A new folder whose path is as long each time: a line that names it breaks at
 * the same place. Deno leaves out zeros at the beginning of the name's digits.
 */
export function makeFolder(): string {
  const made = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "" }));
  const digits = basename(made).padStart(16, "0");
  const folder = join(dirname(made), `juice-${digits}`);
  Deno.renameSync(made, folder);
  return folder;
}
