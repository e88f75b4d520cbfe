/**
 * Checking that a crate holds the files that its metadata describe, all of
 * them, no other, and with the bytes that they say.
 *
 * @module
 */

import { join } from "node:path";
import { metadataFile, previewFile } from "../export/rocrate/names.ts";
import { hashFile } from "../identity/hash.ts";
import { compareCodePoints } from "../identity/order.ts";
import { withDisk } from "../store/files.ts";
import { CrateError } from "./error.ts";
import type { Metadata } from "./metadata.ts";

/** How many files, and how long they are together. */
export interface Amount {
  readonly objects: number;
  readonly bytes: number;
}

/** Called with what was hashed so far, and with all there is. */
export type OnHashed = (done: Amount, all: Amount) => void;

/** The files below a folder, as paths from it. */
function filesBelow(folder: string): Set<string> {
  const found = new Set<string>();
  const rest = [""];
  for (let prefix = rest.pop(); prefix !== undefined; prefix = rest.pop()) {
    const entries = withDisk(
      "read a crate",
      () => [...Deno.readDirSync(join(folder, prefix))],
    );
    for (const entry of entries) {
      const path = prefix + entry.name;
      if (entry.isDirectory) rest.push(`${path}/`);
      else if (entry.isFile) found.add(path);
      else {
        throw new CrateError(
          folder,
          `"${path}" in it is a link or a device, and a crate is made of ` +
            "plain files",
        );
      }
    }
  }
  return found;
}

/** The first of some paths, and how many more there are. */
function named(paths: readonly string[]): string {
  const [first] = [...paths].sort(compareCodePoints);
  const more = paths.length - 1;
  return `"${first}"` + (more === 0 ? "" : ` and ${more} more`);
}

/**
 * Checks every file.
 *
 * @throws CrateError naming what is missing, not described, or not as
 * described.
 */
export async function checkFiles(
  folder: string,
  { files }: Metadata,
  onHashed: OnHashed = () => {},
): Promise<void> {
  const there = filesBelow(folder);
  // A page holds a copy of the metadata, which so cannot tell its digest.
  for (const own of [metadataFile, previewFile]) there.delete(own);
  const missing = [...files.keys()].filter((path) => !there.has(path));
  if (missing.length > 0) {
    throw new CrateError(
      folder,
      `it does not hold ${named(missing)}, which its metadata describe`,
      "Copy or unpack it again",
    );
  }
  const others = [...there].filter((path) => !files.has(path));
  if (others.length > 0) {
    throw new CrateError(
      folder,
      `its metadata do not describe ${named(others)}`,
      "Move away what was put into it later",
    );
  }
  const sizes = [...files.values()].map(({ size }) => size);
  const all = {
    objects: sizes.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
  };
  let objects = 0, bytes = 0, last = performance.now();
  for (const [path, { digest, size }] of files) {
    const found = withDisk("read a crate", () => hashFile(join(folder, path)));
    if (found.digest !== digest || found.size !== size) {
      throw new CrateError(
        folder,
        `"${path}" in it is not what its metadata describe: it was changed ` +
          "or damaged",
        "Copy or unpack it again",
      );
    }
    objects++;
    bytes += size;
    onHashed({ objects, bytes }, all);
    if (performance.now() - last < 50) continue;
    // Others get their turn, and a person's Ctrl-C is heard.
    await new Promise((resolve) => setTimeout(resolve));
    last = performance.now();
  }
}
