/**
 * Comparing a command's whole output with a snapshot.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import {
  assertFits,
  assertSnapshot,
  withoutDurations,
} from "../../testing/snapshot.ts";
import type { CommandProject, CommandResult } from "./project.ts";

const checkout = fileURLToPath(new URL("../../../", import.meta.url))
  .replace(/.$/, "");

/** Replaces the path of this checkout. */
export function elided(text: string): string {
  return text.replaceAll(checkout, "CHECKOUT");
}

/** Replaces what is another one in each run. */
export function stable(
  project: Pick<CommandProject, "root">,
  text: string,
): string {
  return withoutDurations(elided(text)).replaceAll(project.root, "ROOT")
    .replaceAll(" --recipe ROOT/stages/recipe.ts --store ROOT/.juice", "")
    .replaceAll(" --device wasm", "")
    .replace(/work\/[0-9a-f]{64}\.\d+\.\d+/g, "work/RUN")
    .replace(/sha512-\S+/g, "sha512-INTEGRITY")
    .replace(/SHA-256 [0-9a-f]{16}\b/g, "SHA-256 ########")
    .replace(/\b[0-9a-f]{8}\b/g, "########")
    // The engine's own code is among the objects.
    .replace(/\d+ hashed again, [\d.]+ k?B/, "00 hashed again, 0 kB")
    .replace(/\d+ files that ran/, "00 files that ran")
    .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:[\d.]+Z)?/g, "DATE")
    .replace(/DATE to (?:\d\d:\d\d|DATE) UTC/g, "DATE UTC")
    // What made the records of a lineage, and of how much code.
    .replace(/^By {6}Deno .*(?:\n {8}\S.*)*/m, "By      RUNTIME on MACHINE")
    .replace(/\d+ files?, \d+ packages?/g, "0 files, 0 packages");
}

/**
 * Compares what a command printed and how it exited with a snapshot.
 *
 * @param meta The test's `import.meta`.
 */
export async function check(
  meta: { readonly url: string },
  project: Pick<CommandProject, "root">,
  name: string,
  { code, stdout, stderr }: CommandResult,
): Promise<void> {
  const text = stable(project, stdout + (stderr && `--- stderr\n${stderr}`));
  assertFits(text);
  await assertSnapshot(meta, name, `${text}--- exit ${code}\n`);
}
