/**
 * Tree objects: a folder as the sorted list of its files. The digest of a
 * folder is the digest of its tree object.
 *
 * @module
 */

import { join } from "node:path";
import { StoreError } from "../errors.ts";
import { decode, encode } from "../identity/canonical.ts";
import type { Digest } from "../identity/digest.ts";
import { isDigest } from "../identity/hash.ts";
import { compareCodePoints } from "../identity/order.ts";

const tag = "tree/1";

/** One file of a folder. */
export interface TreeEntry {
  /** From the folder, with `/` between names. */
  readonly path: string;
  readonly digest: Digest;
  readonly size: number;
}

/** The bytes of the tree object of a folder with these files. */
export function encodeTree(
  entries: readonly TreeEntry[],
): Uint8Array<ArrayBuffer> {
  const sorted = [...entries].sort((a, b) => compareCodePoints(a.path, b.path));
  return encode(sorted, tag);
}

/** A path that stays inside the folder that it is relative to. */
function isInside(path: string): boolean {
  return path !== "" &&
    path.split("/").every((name) =>
      name !== "" && name !== "." && name !== ".."
    );
}

/**
 * The files of a tree object.
 *
 * @throws EncodingError or StoreError for bytes that are not one.
 */
export function decodeTree(bytes: Uint8Array): TreeEntry[] {
  const value = decode(bytes, tag);
  const entries = Array.isArray(value) ? value as unknown[] : [null];
  return entries.map((entry) => {
    const { path, digest, size } = (entry ?? {}) as Partial<TreeEntry>;
    if (
      typeof path !== "string" || !isInside(path) || typeof size !== "number" ||
      typeof digest !== "string" || !isDigest(digest)
    ) throw new StoreError("A tree object holds an entry that is not a file");
    return { path, digest, size };
  });
}

/**
 * The files of a folder, as paths from it. Folders without files are no part
 * of an artifact.
 *
 * @throws StoreError for a link or a device, which have no content of their own.
 */
export function listFiles(folder: string): string[] {
  const files: string[] = [];
  const walk = (prefix: string) => {
    for (const entry of Deno.readDirSync(join(folder, prefix))) {
      const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory) walk(path);
      else if (entry.isFile) files.push(path);
      else {
        throw new StoreError(
          `Cannot store "${path}": an artifact is made of plain files, and ` +
            "this is a link or a device",
        );
      }
    }
  };
  walk("");
  return files.sort(compareCodePoints);
}
