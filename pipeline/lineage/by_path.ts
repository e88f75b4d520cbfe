/**
 * Finding an artifact by a file or folder: one that has its bytes, one inside
 * of it, or one that holds it with other files beside.
 *
 * @module
 */

import { basename, dirname, join } from "node:path";
import type { Digest } from "../identity/digest.ts";
import { hashFile, sha256 } from "../identity/hash.ts";
import { short } from "../store/mod.ts";
import { encodeTree, listFiles, type TreeEntry } from "../store/tree.ts";
import { byDigest, type FolderArtifact, folders } from "./by_digest.ts";
import {
  type FoundArtifact,
  type Places,
  UnknownArtifactError,
} from "./found.ts";

/** A plain file is known by its bytes alone. */
const plainFile = "";

/** The files of a folder, or the one of that path; null without any. */
function entriesOfPath(path: string): TreeEntry[] | null {
  let info: Deno.FileInfo;
  try {
    info = Deno.statSync(path);
  } catch {
    return null;
  }
  if (info.isFile) return [{ path: plainFile, ...hashFile(path) }];
  if (!info.isDirectory) return null;
  return listFiles(path).map((name) => ({
    path: name,
    ...hashFile(join(path, name)),
  }));
}

function digestOfEntries(entries: readonly TreeEntry[]): Digest {
  const [first] = entries;
  return first?.path === plainFile ? first.digest : sha256(encodeTree(entries));
}

/** The digest that the store would give a file or folder; null without one. */
export function digestOfPath(path: string): Digest | null {
  const entries = entriesOfPath(path);
  return entries === null ? null : digestOfEntries(entries);
}

/**
 * A folder that holds all of an artifact's files and others beside them, as a
 * report does when the explorer was put next to its page.
 */
function byContent(
  files: readonly TreeEntry[],
  places: Places,
): FoundArtifact | null {
  const digests = new Map(files.map(({ path, digest }) => [path, digest]));
  for (const { folder, entries, record, name } of folders(places)) {
    if (entries.length === 0 || entries.length > files.length) continue;
    if (!entries.every((one) => digests.get(one.path) === one.digest)) continue;
    const own = new Set(entries.map(({ path }) => path));
    const others = files.map(({ path }) => path).filter((p) => !own.has(p));
    const beside = others.slice(0, 3).map((path) => `"${path}"`).join(", ") +
      (others.length > 3 ? ` and ${others.length - 3} more` : "");
    return {
      digest: folder,
      record,
      label: `${record.stage}.${name} (without ${beside})`,
    };
  }
  return null;
}

/** A folder inside of an artifact, with all of its files. */
function byInside(digest: Digest, places: Places): FoundArtifact | null {
  for (const { folder, entries, record, name } of folders(places)) {
    const inner = new Set(entries.flatMap(({ path }) => parentsOf(path)));
    for (const path of inner) {
      const own = entries.filter((one) => one.path.startsWith(`${path}/`))
        .map((one) => ({ ...one, path: one.path.slice(path.length + 1) }));
      if (sha256(encodeTree(own)) !== digest) continue;
      const label = `folder "${path}" of ${record.stage}.${name}`;
      return { digest: folder, record, label };
    }
  }
  return null;
}

/** The folders that a path goes through: `a` and `a/b` of `a/b/c.svg`. */
function parentsOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
}

/** Whether a folder has all of an artifact's files, with these bytes. */
function holds(path: string, { entries }: FolderArtifact): boolean {
  const isThere = (one: TreeEntry) => {
    try {
      return Deno.statSync(join(path, one.path)).size === one.size;
    } catch {
      return false;
    }
  };
  // Sizes first: what is no copy of the artifact need not be hashed.
  return entries.length > 0 && entries.every(isThere) &&
    entries.every((one) =>
      hashFile(join(path, one.path)).digest === one.digest
    );
}

/** The artifact that a file only stands beside of; null where there is none. */
function besideOf(path: string, places: Places): string | null {
  const parent = dirname(path);
  for (const artifact of folders(places)) {
    if (!holds(parent, artifact)) continue;
    // In it, with other bytes, it would not hold the artifact.
    return `${artifact.record.stage}.${artifact.name}`;
  }
  return null;
}

/**
 * Finds the artifact of a file or folder; null where there is no such file.
 *
 * @param text What was typed, for the error.
 * @throws UnknownArtifactError where no record made what is there.
 */
export function byPath(text: string, places: Places): FoundArtifact | null {
  const path = places.pathOf(text);
  const entries = entriesOfPath(path);
  if (entries === null) return null;
  const digest = digestOfEntries(entries);
  const found = byDigest(digest, places) ?? byContent(entries, places) ??
    byInside(digest, places);
  if (found !== null) return found;
  const beside = besideOf(path, places);
  if (beside !== null) {
    throw new UnknownArtifactError(
      `Cannot tell where "${text}" comes from: "${
        basename(path)
      }" is no part ` +
        `of ${beside}, but was put beside it; ask for ${beside} instead`,
      "bytes",
    );
  }
  throw new UnknownArtifactError(
    `Cannot tell where "${text}" comes from: no record in the store ` +
      `"${places.store.root}" made its bytes (${short(digest)}); it was ` +
      "changed since, or made in another store",
    "bytes",
  );
}
