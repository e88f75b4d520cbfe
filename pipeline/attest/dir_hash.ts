/**
 * The digests of artifacts in the algorithms that other tools know.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import { sha256 } from "../identity/hash.ts";
import { compareCodePoints } from "../identity/order.ts";
import type { Form } from "../store/mod.ts";
import type { TreeEntry } from "../store/tree.ts";
import type { DigestSet } from "./statement.ts";

/** Our own digest of a folder: that of its tree object, docs/hashing.md. */
export const treeAlgorithm = "juiceTree";

/**
 * in-toto's `dirHash` of a folder (DigestSet, v1.1): the SHA-256 of the lines
 * that `sha256sum` prints for its files, sorted by the bytes of their paths.
 * Null where a path holds a line's end, which such lines cannot tell apart.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sha256 } from "../identity/hash.ts";
 * const digest = sha256("pear");
 * const line = `${digest}  a/b.txt\n`;
 * assert.equal(dirHash([{ path: "a/b.txt", digest, size: 4 }]), sha256(line));
 * ```
 */
export function dirHash(files: readonly TreeEntry[]): Digest | null {
  if (files.some(({ path }) => /[\n\r]/.test(path))) return null;
  const lines = [...files].sort((a, b) => compareCodePoints(a.path, b.path))
    .map(({ path, digest }) => `${digest}  ${path}\n`);
  return sha256(lines.join(""));
}

/**
 * The digests of an artifact.
 *
 * @param files A folder's files; null where they cannot be known.
 */
export function digestSetOf(
  digest: Digest,
  form: Form,
  files: readonly TreeEntry[] | null,
): DigestSet {
  if (form === "file") return { sha256: digest };
  const hash = files === null ? null : dirHash(files);
  return {
    ...hash === null ? {} : { dirHash: hash },
    [treeAlgorithm]: digest,
  };
}
