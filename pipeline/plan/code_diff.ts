/**
 * What changed within a file of code: a unified diff of its two texts, where
 * both are at hand.
 *
 * @module
 */

import { diffTexts, type Hunk } from "../../web/explorer/compare/mod.ts";
import type { Digest } from "../identity/digest.ts";
import { isDigest, sha256 } from "../identity/hash.ts";
import type { Store } from "../store/store.ts";

export { type Hunk, hunkLines } from "../../web/explorer/compare/mod.ts";

/** What changed within a file. */
export type FileDiff =
  | { readonly type: "text"; readonly hunks: readonly Hunk[] }
  /** No text, or so different a one that a diff would say nothing: bytes. */
  | { readonly type: "sizes"; readonly before: number; readonly after: number }
  /** One of the two is not at hand. */
  | { readonly type: "missing"; readonly which: "before" | "after" };

function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Compares two versions of a file. */
export function diffBytes(before: Uint8Array, after: Uint8Array): FileDiff {
  const sizes = {
    type: "sizes",
    before: before.length,
    after: after.length,
  } as const;
  const from = textOf(before), to = textOf(after);
  if (from === null || to === null) return sizes;
  const hunks = diffTexts(from, to);
  return hunks === null ? sizes : { type: "text", hunks };
}

/** A file's bytes, if they are those of the digest. */
function readExactly(path: string, digest: Digest): Uint8Array | null {
  try {
    const bytes = Deno.readFileSync(path);
    return sha256(bytes) === digest ? bytes : null;
  } catch {
    return null;
  }
}

/**
 * Compares two versions of a file of code by their digests: the earlier one as
 * the store kept it, the later one as it is now or, if that is another one,
 * from the store, too.
 *
 * @param path Where the file is now, if it is.
 */
export function diffCode(
  store: Store,
  before: string,
  after: string,
  path: string | undefined,
): FileDiff {
  const kept = (digest: string) =>
    isDigest(digest) ? readExactly(store.pathOf(digest), digest) : null;
  const now = (digest: string) =>
    path === undefined || !isDigest(digest) ? null : readExactly(path, digest);
  const from = kept(before);
  if (from === null) return { type: "missing", which: "before" };
  const to = now(after) ?? kept(after);
  if (to === null) return { type: "missing", which: "after" };
  return diffBytes(from, to);
}

/** The text of a file of code as the store kept it; null where it has none. */
export function keptText(store: Store, digest: string): string | null {
  const bytes = isDigest(digest)
    ? readExactly(store.pathOf(digest), digest)
    : null;
  return bytes === null ? null : textOf(bytes);
}
