/**
 * Finding the artifact that a person means: by digest or key, by the first
 * digits of one, by a file or folder, by a stage, or by a stage's output.
 *
 * @module
 */

import { join } from "node:path";
import { JuiceError } from "../errors.ts";
import type { Digest } from "../identity/digest.ts";
import { hashFile, sha256 } from "../identity/hash.ts";
import { compareCodePoints } from "../identity/order.ts";
import { short, type Store } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { encodeTree, listFiles, type TreeEntry } from "../store/tree.ts";
import { nearestNames, suggest } from "../suggest.ts";
import { digestsOf, outputOf, type Producers } from "./producers.ts";

/** What a person named is no artifact of this store. */
export class UnknownArtifactError extends JuiceError {
  constructor(message: string) {
    super(message, { code: "unknown-artifact" });
  }
}

/** An artifact that was found. */
export interface FoundArtifact {
  /** The digest of the artifact itself, not of a file inside it. */
  readonly digest: Digest;
  /** The execution to begin with. */
  readonly record: ExecutionRecord | null;
  /** What was found, in words: `file "index.html" of report.report`. */
  readonly label: string;
  /** The other outputs, where an execution as a whole was named. */
  readonly also?: readonly Digest[];
}

/** Where to look. */
export interface Places {
  readonly store: Store;
  readonly producers: Producers;
  /** The record that stands for a stage's name now; null without one. */
  recordOfStage(name: string): ExecutionRecord | null;
  /** All names of stages that could be meant, for suggestions. */
  readonly stages: readonly string[];
  /** Where a file or folder of that name is. */
  pathOf(text: string): string;
}

/** The fewest digits that a digest can be named by. */
const fewestDigits = 4;

/**
 * Finds an artifact.
 *
 * @throws UnknownArtifactError where nothing, or more than one thing, is meant.
 */
export function findArtifact(text: string, places: Places): FoundArtifact {
  // A stage's name may look like digits of a digest, not the other way round.
  const stage = byStage(text, places);
  if (stage !== null) return stage;
  const prefix = text.toLowerCase();
  if (/^[0-9a-f]+$/.test(prefix) && prefix.length <= 64) {
    const found = byDigits(prefix, places);
    if (found !== null) return found;
  }
  const entries = entriesOfPath(places.pathOf(text));
  if (entries !== null) {
    const digest = digestOfEntries(entries);
    const found = byDigest(digest, places) ?? byContent(entries, places);
    if (found !== null) return found;
    throw new UnknownArtifactError(
      `Cannot tell where "${text}" comes from: no record in the store ` +
        `"${places.store.root}" made its bytes (${short(digest)}); it was ` +
        "changed since, or made in another store",
    );
  }
  throw new UnknownArtifactError(
    `There is no artifact "${text}": it is no digest, key, file, stage or ` +
      `stage.output${hint(text, places)}`,
  );
}

function hint(text: string, { stages }: Places): string {
  return nearestNames(text, stages).length > 0 ? suggest(text, stages) : "";
}

function byDigits(prefix: string, places: Places): FoundArtifact | null {
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

function byDigest(digest: Digest, places: Places): FoundArtifact | null {
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

/** Artifacts that are folders, the newest first, as far as they can be read. */
function* folders({ store, producers }: Places) {
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

/** An execution as a whole: its first output, and the others. */
function wholeOf(
  record: ExecutionRecord,
  before: string,
): FoundArtifact | null {
  const [digest, ...also] = digestsOf(record);
  if (digest === undefined) return null;
  const label = `${before}${record.stage}.${outputOf(record, digest)}`;
  return { digest, record, label, also };
}

function byStage(text: string, places: Places): FoundArtifact | null {
  const whole = places.recordOfStage(text);
  if (whole !== null) return wholeOf(whole, "");
  // Stage names may hold dots themselves, as in `ratio=0.2`.
  const dot = text.lastIndexOf(".");
  if (dot < 1) return null;
  const record = places.recordOfStage(text.slice(0, dot));
  if (record === null) return null;
  const output = text.slice(dot + 1);
  const entry = record.outputs[output];
  if (entry === undefined) {
    const known = Object.keys(record.outputs);
    throw new UnknownArtifactError(
      `Stage "${record.stage}" has no output "${output}"` +
        suggest(output, known),
    );
  }
  return { digest: entry.digest, record, label: text };
}

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
