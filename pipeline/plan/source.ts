/**
 * The content of files outside the store: the digest of a file, or of a
 * folder's tree, exactly as the store would name it. What the stat cache knows
 * is not read again.
 *
 * @module
 */

import { isAbsolute, join, resolve, sep } from "node:path";
import { messageOf, SourceError } from "../errors.ts";
import { hashFile, sha256 } from "../identity/hash.ts";
import type { ProjectPlaces } from "../project.ts";
import { realPath } from "../store/files.ts";
import type { Form } from "../store/objects.ts";
import { type Look, lookAt, type Seen, stillSame } from "../store/look.ts";
import type {
  KnownSnapshot,
  Snapshot,
  StatCache,
} from "../store/stat_cache.ts";
import { encodeTree, type TreeEntry } from "../store/tree.ts";

/** A file or folder outside the store. */
export interface Source {
  /** Where it is, with no link in it. */
  readonly path: string;
  /** As the recipe has it, for messages. */
  readonly shown: string;
  readonly form: Form;
}

/**
 * Finds a source by the path in a recipe, which counts from the project's root
 * unless it is absolute. The path itself may go through links.
 *
 * @throws SourceError where it is not there, is not of the form, or cannot be
 * told from the store.
 */
export function findSource(
  { root, store }: Pick<ProjectPlaces, "root" | "store">,
  shown: string,
  form: Form,
): Source {
  const given = isAbsolute(shown) ? shown : resolve(root, shown);
  let path: string, info: Deno.FileInfo;
  try {
    path = Deno.realPathSync(given);
    info = Deno.statSync(path);
  } catch (error) {
    throw unreadable(shown, "", error);
  }
  checkApart(path, shown, store.root);
  if (form === "folder" ? info.isDirectory : info.isFile) {
    return { path, shown, form };
  }
  throw new SourceError(
    `Cannot take in "${shown}": it is not a ${form}; ` +
      "name another path, or another type in local(...)",
  );
}

/**
 * Refuses what holds the store or is of it: what the engine itself writes there
 * would make it another source whenever it was looked at.
 */
function checkApart(path: string, shown: string, storeRoot: string): void {
  const store = realPath(storeRoot);
  const other = "or give another store with --store, or JUICE_STORE";
  if (isWithin(path, store)) {
    throw new SourceError(
      `Cannot take in "${shown}": it belongs to the store "${store}"; name the ` +
        `stage that makes it as an input, ${other}`,
    );
  }
  if (isWithin(store, path)) {
    throw new SourceError(
      `Cannot take in "${shown}": the store is in it, at "${store}"; name ` +
        `the files and folders beside the store, ${other}`,
    );
  }
}

function isWithin(path: string, folder: string): boolean {
  const whole = folder.endsWith(sep) ? folder : folder + sep;
  return path === folder || path.startsWith(whole);
}

function unreadable(shown: string, inner: string, error: unknown): SourceError {
  const what = inner === "" ? "it" : `"${inner}" in it`;
  const why = error instanceof Deno.errors.NotFound
    ? "is not there"
    : error instanceof Deno.errors.PermissionDenied
    ? "cannot be read: permission is denied"
    : `cannot be read: ${messageOf(error)}`;
  return new SourceError(`Cannot take in "${shown}": ${what} ${why}`, {
    cause: error,
  });
}

function changedMeanwhile(shown: string, inner: string): SourceError {
  const what = inner === "" ? "it" : `"${inner}" in it`;
  return new SourceError(
    `Cannot take in "${shown}": ${what} changed while it was read; ` +
      "wait until nothing writes to it, and run the same command again",
  );
}

/** What is in a source now. */
export function readSource(source: Source, cache: StatCache): Snapshot {
  const known = cache.read(source.path);
  if (known !== null && isUnchanged(source, known)) return known;
  const snapshot = new Reading(source, known).all();
  cache.write(source.path, snapshot);
  return snapshot;
}

function isUnchanged({ path }: Source, known: KnownSnapshot): boolean {
  try {
    return known.isUnchanged(path, Date.now());
  } catch {
    // Gone or not to be read: the reading says which.
    return false;
  }
}

/** One reading of a source, which hashes what the last one cannot vouch for. */
class Reading {
  readonly #source: Source;
  readonly #known: ReadonlyMap<string, Seen>;
  readonly #seen: Seen[] = [];

  constructor(source: Source, known: Snapshot | null) {
    this.#source = source;
    this.#known = new Map(known?.seen.map((seen) => [seen.path, seen]));
  }

  all(): Snapshot {
    const { form } = this.#source;
    if (form === "folder") this.#folders();
    else this.#file("", this.#look(""));
    const files = this.#seen.filter(({ isFolder }) => !isFolder);
    const size = files.reduce((sum, file) => sum + file.size, 0);
    const digest = form === "file"
      ? files[0]!.digest!
      : sha256(encodeTree(entriesOf(files)));
    return { digest, size, seen: this.#seen };
  }

  #at(inner: string): string {
    const { path } = this.#source;
    return inner === "" ? path : join(path, inner);
  }

  #look(inner: string): Look {
    const { shown } = this.#source;
    let look: Look | null;
    try {
      look = lookAt(this.#at(inner));
    } catch (error) {
      throw unreadable(shown, inner, error);
    }
    if (look !== null) return look;
    throw new SourceError(
      `Cannot take in "${shown}": "${inner}" in it is a link or a device; ` +
        "an artifact is made of plain files: put a copy in its place",
    );
  }

  /** Reads the names in all folders, and each file among them. */
  #folders(): void {
    const folders = [""];
    // A loop, because folders may be nested deeper than calls may be.
    for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
      const began = Date.now();
      const look = this.#look(at);
      this.#seen.push({ ...look, path: at, at: began, digest: null });
      for (const name of this.#names(at)) {
        const inner = at === "" ? name : `${at}/${name}`;
        const found = this.#look(inner);
        if (found.isFolder) folders.push(inner);
        else this.#file(inner, found);
      }
    }
  }

  #names(inner: string): string[] {
    try {
      return [...Deno.readDirSync(this.#at(inner))].map(({ name }) => name);
    } catch (error) {
      throw unreadable(this.#source.shown, inner, error);
    }
  }

  #file(inner: string, look: Look): void {
    const at = Date.now();
    const before = this.#known.get(inner);
    if (before !== undefined && stillSame(before, look, at)) {
      this.#seen.push(before);
      return;
    }
    const { shown } = this.#source;
    let hashed: ReturnType<typeof hashFile>;
    try {
      hashed = hashFile(this.#at(inner));
    } catch (error) {
      throw unreadable(shown, inner, error);
    }
    const seen: Seen = { ...look, path: inner, at, digest: hashed.digest };
    const after = this.#look(inner);
    if (
      hashed.size !== look.size || after.modified !== look.modified ||
      after.changed !== look.changed || after.inode !== look.inode
    ) throw changedMeanwhile(shown, inner);
    this.#seen.push(seen);
  }
}

/** The files among what was seen, as a tree has them. */
export function entriesOf(seen: readonly Seen[]): TreeEntry[] {
  return seen.flatMap(({ path, digest, size }) =>
    digest === null ? [] : [{ path, digest, size }]
  );
}
