/**
 * Finding an artifact by its digest or key, or by the first digits of one.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import { compareCodePoints } from "../identity/order.ts";
import { short } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import type { TreeEntry } from "../store/tree.ts";
import {
  type FoundArtifact,
  type Places,
  UnknownArtifactError,
  wholeOf,
} from "./found.ts";
import { outputOf } from "./producers.ts";

/** The fewest digits that a digest can be named by. */
const fewestDigits = 4;

/** An artifact that is a folder, with the execution that put it out. */
export interface FolderArtifact {
  readonly folder: Digest;
  readonly entries: readonly TreeEntry[];
  readonly record: ExecutionRecord;
  /** The output's. */
  readonly name: string;
}

/** Artifacts that are folders, the newest first, as far as they can be read. */
export function* folders(
  { store, producers }: Places,
): Generator<FolderArtifact> {
  const found = ([...producers.digests()] as Digest[]).flatMap((folder) => {
    const record = producers.origin(folder, null);
    const name = record === null ? null : outputOf(record, folder);
    if (record === null || name === null) return [];
    return record.outputs[name]!.form === "folder"
      ? [{ folder, record, name }]
      : [];
  });
  found.sort((a, b) =>
    compareCodePoints(b.record.startedAt, a.record.startedAt) ||
    compareCodePoints(a.folder, b.folder)
  );
  for (const one of found) {
    let entries: TreeEntry[];
    try {
      entries = store.readTree(one.folder);
    } catch {
      // Gone or damaged: audit says so, and it can be nothing's origin here.
      continue;
    }
    yield { ...one, entries };
  }
}

/** Finds what has a digest: an output, or a file in a folder that is one. */
export function byDigest(digest: Digest, places: Places): FoundArtifact | null {
  const record = places.producers.origin(digest, null);
  if (record !== null) {
    const name = outputOf(record, digest);
    return { digest, record, label: `${record.stage}.${name}` };
  }
  // A file inside a folder: the folder is the artifact.
  for (const { folder, entries, record, name } of folders(places)) {
    const entry = entries.find((one) => one.digest === digest);
    if (entry === undefined) continue;
    const label = `file "${entry.path}" of ${record.stage}.${name}`;
    return { digest: folder, record, label };
  }
  return null;
}

/**
 * Finds what has a digest or a key that begins with digits.
 *
 * @throws UnknownArtifactError where there are too few, or several begin so.
 */
export function byDigits(prefix: string, places: Places): FoundArtifact | null {
  const { store, producers } = places;
  const outputs = [...producers.digests()].filter((d) => d.startsWith(prefix));
  // Files inside of folders are objects, too, but no outputs.
  const found = new Set([
    ...outputs,
    ...[...store.listObjects()].filter((d) => d.startsWith(prefix)),
  ]);
  const keys = store.recordKeys().filter((key) => key.startsWith(prefix));
  if (found.size + keys.length === 0) return null;
  if (prefix.length < fewestDigits) {
    throw new UnknownArtifactError(
      `Cannot tell a digest by "${prefix}": give at least ${fewestDigits} ` +
        "of its digits",
      "bytes",
    );
  }
  if (found.size + keys.length > 1) {
    const digests = [...found].map((digest) => {
      const made = producers.origin(digest, null);
      return `  ${digest.slice(0, 16)} ${made === null ? "" : made.stage}`;
    });
    const records = keys.map((key) =>
      `  ${key.slice(0, 16)} key of ${store.latestRecord(key)?.stage ?? "none"}`
    );
    const shown = [...digests, ...records].sort().slice(0, 5)
      .map((line) => line.trimEnd());
    throw new UnknownArtifactError(
      `${found.size + keys.length} digests or keys begin with "${prefix}"; ` +
        `give more digits\n${shown.join("\n")}`,
      "bytes",
    );
  }
  const [key] = keys;
  if (key !== undefined) {
    const record = store.latestRecord(key);
    return record === null ? null : wholeOf(record, `key ${short(key)} of `);
  }
  const digest = [...found][0] as Digest;
  return byDigest(digest, places) ??
    { digest, record: null, label: `object ${short(digest)}` };
}
