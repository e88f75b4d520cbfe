/**
 * Reading a crate whole: what of it goes into a store, after all of it was
 * checked.
 *
 * @module
 */

import { originalPath } from "../portable.ts";
import { nameOfDigest } from "../export/terms.ts";
import type { Digest } from "../identity/digest.ts";
import { sha256 } from "../identity/hash.ts";
import type { ExecutionRecord, OutputEntry } from "../store/record.ts";
import { encodeTree, isInside, type TreeEntry } from "../store/tree.ts";
import { checkFiles, type OnHashed } from "./crate_files.ts";
import { CrateError } from "./error.ts";
import { type DescribedFile, type Metadata, readMetadata } from "./metadata.ts";
import { readRecords } from "./records.ts";

/** What a crate brings. */
export interface Crate {
  readonly folder: string;
  /** The profile of the recipe; null where it is not said. */
  readonly profile: string | null;
  /** What is set otherwise than the profile has it, as `NAME=VALUE`. */
  readonly altered: readonly string[];
  /** Files that become objects, by their digests: where, and how long. */
  readonly files: ReadonlyMap<Digest, CrateFile>;
  /** Folders that become tree objects, by their digests. */
  readonly trees: ReadonlyMap<Digest, Uint8Array>;
  readonly records: readonly ExecutionRecord[];
}

/** A file of a crate. */
export interface CrateFile {
  /** From the crate's folder. */
  readonly path: string;
  readonly size: number;
}

/** Whether a path that was written otherwise is still one of the folder's. */
function isKept({ path }: TreeEntry): boolean {
  return !path.includes("\0") && isInside(path);
}

/** The folders of a crate as tree objects, by their digests. */
function treesOf({ files, folders }: Metadata): Map<Digest, TreeEntry[]> {
  const inside = [...folders].flatMap(([folder, parts]) => {
    const entries = parts.flatMap((path): TreeEntry[] => {
      const file = files.get(path);
      if (file === undefined || !path.startsWith(folder)) return [];
      return [{ path: path.slice(folder.length), ...file }];
    });
    // Crates from before names were made portable have them as they are. Which
    // is meant, the record's digest tells.
    const original = entries.map((entry) => ({
      ...entry,
      path: originalPath(entry.path),
    }));
    return original.every(isKept) ? [entries, original] : [entries];
  });
  // What unpacks an archive may leave out a folder without files.
  return new Map(
    [...inside, []].map((entries) => [sha256(encodeTree(entries)), entries]),
  );
}

/** What of a crate its records are about. */
class Selection {
  readonly files = new Map<Digest, CrateFile>();
  readonly trees = new Map<Digest, Uint8Array>();
  readonly #folder: string;
  readonly #metadata: Metadata;
  readonly #byDigest = new Map<Digest, CrateFile>();
  readonly #trees: Map<Digest, TreeEntry[]>;

  constructor(folder: string, metadata: Metadata) {
    this.#folder = folder;
    this.#metadata = metadata;
    for (const [path, { digest, size }] of metadata.files) {
      this.#byDigest.set(digest, { path, size });
    }
    this.#trees = treesOf(metadata);
  }

  add(record: ExecutionRecord): void {
    const { stage, outputs, log, preimage } = record;
    for (const [name, output] of Object.entries(outputs)) {
      if (!this.#addOutput(output)) {
        this.#refuse(`${stage}.${name}`, output.digest);
      }
    }
    if (log !== undefined && !this.#addFile(log)) {
      this.#refuse(`what ${stage} printed`, log.digest);
    }
    // A record is whole without its code's text.
    for (const digest of Object.values(preimage.code.files)) {
      this.#addFile({ digest });
    }
  }

  #addFile({ digest, size }: Partial<DescribedFile> & {
    readonly digest: Digest;
  }): boolean {
    const file = this.#byDigest.get(digest);
    if (file === undefined || file.size !== (size ?? file.size)) return false;
    this.files.set(digest, file);
    return true;
  }

  #addOutput({ digest, size, form }: OutputEntry): boolean {
    if (form === "file") return this.#addFile({ digest, size });
    const entries = this.#trees.get(digest);
    if (entries?.reduce((sum, entry) => sum + entry.size, 0) !== size) {
      return false;
    }
    for (const entry of entries) this.#addFile(entry);
    this.trees.set(digest, encodeTree(entries));
    return true;
  }

  #refuse(label: string, digest: Digest): never {
    if (this.#metadata.ids.has(nameOfDigest(digest))) {
      throw new CrateError(
        this.#folder,
        "it was exported with --references, and so holds no artifacts",
        "Export it without, where the artifacts are",
      );
    }
    throw new CrateError(
      this.#folder,
      `the artifact "${label}", which a record in it names, is not in it`,
    );
  }
}

function checkFolder(folder: string): void {
  let info: Deno.FileInfo;
  try {
    info = Deno.statSync(folder);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const fault = "there is no such folder";
    throw new CrateError(folder, fault, undefined, "unknown-file");
  }
  if (info.isDirectory) return;
  throw new CrateError(
    folder,
    "it is a file, and a crate is a folder",
    "Unpack an archive first, and name the folder that comes out",
  );
}

/**
 * Reads and checks a crate. Nothing is written.
 *
 * @throws CrateError naming the first thing that is wrong with it.
 */
export async function readCrate(
  folder: string,
  onHashed?: OnHashed,
): Promise<Crate> {
  checkFolder(folder);
  const metadata = readMetadata(folder);
  await checkFiles(folder, metadata, onHashed);
  const records = readRecords(folder, metadata);
  const selection = new Selection(folder, metadata);
  for (const record of records) selection.add(record);
  const { files, trees } = selection;
  const { profile, altered } = metadata;
  return { folder, profile, altered, files, trees, records };
}
