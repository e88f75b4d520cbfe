/**
 * Finding the artifact that a person means: by digest, by the first digits of
 * one, by a file or folder, by a stage, or by a stage's output.
 *
 * @module
 */

import { join } from "node:path";
import { JuiceError } from "../errors.ts";
import type { Digest } from "../identity/digest.ts";
import { hashFile, sha256 } from "../identity/hash.ts";
import { short, type Store } from "../store/mod.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { encodeTree, listFiles } from "../store/tree.ts";
import { nearestNames, suggest } from "../suggest.ts";
import { outputOf, type Producers } from "./graph.ts";

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
  const digest = digestOfPath(places.pathOf(text));
  if (digest !== null) {
    const found = byDigest(digest, places);
    if (found !== null) return found;
    throw new UnknownArtifactError(
      `Cannot tell where "${text}" comes from: no record in the store ` +
        `"${places.store.root}" made its bytes (${short(digest)}); it was ` +
        "changed since, or made in another store",
    );
  }
  throw new UnknownArtifactError(
    `There is no artifact "${text}": it is no digest, file, stage or ` +
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
  if (found.size === 0) return null;
  if (prefix.length < fewestDigits) {
    throw new UnknownArtifactError(
      `Cannot tell a digest by "${prefix}": give at least ${fewestDigits} ` +
        "of its digits",
    );
  }
  if (found.size > 1) {
    const shown = [...found].sort().slice(0, 5).map((digest) => {
      const made = producers.origin(digest, null);
      return `  ${digest.slice(0, 16)} ${made === null ? "" : made.stage}`;
    });
    throw new UnknownArtifactError(
      `${found.size} digests begin with "${prefix}"; give more digits\n` +
        shown.join("\n").trimEnd(),
    );
  }
  const digest = [...found][0] as Digest;
  return byDigest(digest, places) ??
    { digest, record: null, label: `object ${short(digest)}` };
}

function byDigest(digest: Digest, places: Places): FoundArtifact | null {
  const { store, producers } = places;
  const record = producers.origin(digest, null);
  if (record !== null) {
    const name = outputOf(record, digest);
    return { digest, record, label: `${record.stage}.${name}` };
  }
  // A file inside a folder: the folder is the artifact.
  let found: FoundArtifact | null = null;
  for (const folder of producers.digests() as Iterable<Digest>) {
    const made = producers.origin(folder, null);
    if (made === null || !store.has(folder)) continue;
    const name = outputOf(made, folder);
    if (name === null || made.outputs[name]?.form !== "folder") continue;
    const entry = store.readTree(folder).find((e) => e.digest === digest);
    if (entry === undefined) continue;
    if (found?.record && found.record.startedAt >= made.startedAt) continue;
    const label = `file "${entry.path}" of ${made.stage}.${name}`;
    found = { digest: folder, record: made, label };
  }
  return found;
}

function byStage(text: string, places: Places): FoundArtifact | null {
  const whole = places.recordOfStage(text);
  if (whole !== null) {
    const name = Object.keys(whole.outputs).sort()[0];
    if (name === undefined) return null;
    const { digest } = whole.outputs[name]!;
    return { digest, record: whole, label: `${text}.${name}` };
  }
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

/** The digest that the store would give a file or folder; null without one. */
export function digestOfPath(path: string): Digest | null {
  let info: Deno.FileInfo;
  try {
    info = Deno.statSync(path);
  } catch {
    return null;
  }
  if (info.isFile) return hashFile(path).digest;
  if (!info.isDirectory) return null;
  const entries = listFiles(path).map((name) => ({
    path: name,
    ...hashFile(join(path, name)),
  }));
  return sha256(encodeTree(entries));
}
